package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The residual blocks of a DL4J graph that can be left out: those whose shortcut is the identity. A shortcut that projects
 * changes the shape, so that its block stays. Of blocks within blocks, the inner ones.
 *
 * <pre>{@code
 * var blocks = ResidualBlocks.of(model);
 * var shallower = blocks.without(Set.of("stage1.block2.add"));
 * }</pre>
 */
public final class ResidualBlocks {
    private final Model model;
    private final List<ResidualBlock> all;

    private ResidualBlocks(Model model, List<ResidualBlock> all) {
        this.model = model;
        this.all = all;
    }

    /**
     * Finds the blocks of a model, which is not changed; a MultiLayerNetwork has none.
     *
     * @throws IllegalArgumentException if it is neither of DL4J's network classes, or not initialised
     */
    public static ResidualBlocks of(Model model) {
        Tracing tracing = Tracing.of(model, Silence.ZERO);
        Wiring wiring = tracing.wiring();
        List<ResidualBlock> found = new ArrayList<>();
        for (int place = 0; place < wiring.nodes().size(); place++) {
            found(tracing, place).ifPresent(found::add);
        }
        return new ResidualBlocks(
                model,
                found.stream()
                        .filter(block -> found.stream().noneMatch(block::holds))
                        .toList());
    }

    private static Optional<ResidualBlock> found(Tracing tracing, int sum) {
        Wiring wiring = tracing.wiring();
        boolean adds = wiring.nodes().get(sum) instanceof Node.OfVertex vertex
                && vertex.conf() instanceof ElementWiseVertex op
                && op.getOp() == ElementWiseVertex.Op.Add;
        if (!adds || wiring.outputs().contains(sum)) {
            return Optional.empty();
        }
        List<Integer> added = wiring.nodes().get(sum).inputs();
        for (int input : added) {
            Set<Integer> branch = spread(tracing, input, added) ? Set.of() : branch(wiring, sum, input);
            if (!branch.isEmpty() && added.stream().filter(a -> a == input).count() == 1) {
                return Optional.of(block(wiring, sum, input, branch));
            }
        }
        return Optional.empty();
    }

    /** Whether the sum has more channels than an input, which then is no substitute for it. */
    private static boolean spread(Tracing tracing, int input, List<Integer> added) {
        Channels alone = tracing.values().get(input);
        return added.stream()
                .map(tracing.values()::get)
                .anyMatch(other -> alone.known() && other.known() && other.count() != alone.count());
    }

    /** All between {@code input} and {@code sum}; empty if something else is read there, or reads what is there. */
    private static Set<Integer> branch(Wiring wiring, int sum, int input) {
        Set<Integer> branch = new LinkedHashSet<>();
        List<Integer> open = new ArrayList<>(wiring.nodes().get(sum).inputs());
        open.removeIf(place -> place == input);
        while (!open.isEmpty()) {
            int place = open.remove(open.size() - 1);
            boolean source = wiring.nodes().get(place).inputs().isEmpty();
            if (source || wiring.outputs().contains(place)) {
                return Set.of();
            }
            if (branch.add(place)) {
                wiring.nodes().get(place).inputs().stream()
                        .filter(read -> read != input)
                        .forEach(open::add);
            }
        }
        for (int reader = 0; reader < wiring.nodes().size(); reader++) {
            boolean outside = reader != sum && !branch.contains(reader);
            if (outside && wiring.nodes().get(reader).inputs().stream().anyMatch(branch::contains)) {
                return Set.of();
            }
        }
        return branch;
    }

    private static ResidualBlock block(Wiring wiring, int sum, int input, Set<Integer> branch) {
        List<String> vertices = branch.stream()
                .sorted()
                .map(place -> wiring.nodes().get(place).name())
                .toList();
        List<String> layers = new ArrayList<>();
        long parameters = 0;
        for (Cut.Held held : Cut.held(wiring)) {
            if (vertices.contains(held.layer())) {
                parameters += held.array().length();
                if (!layers.contains(held.layer())) {
                    layers.add(held.layer());
                }
            }
        }
        return new ResidualBlock(
                wiring.nodes().get(sum).name(), wiring.nodes().get(input).name(), vertices, layers, parameters);
    }

    /** The blocks, in topological order. */
    public List<ResidualBlock> all() {
        return all;
    }

    /**
     * The model without some blocks: parameters, masks, updater state and counts of iterations of what is left are taken
     * over. The original is not changed.
     *
     * @param names of blocks
     * @throws IllegalArgumentException if there is no block of a name
     */
    public Model without(Set<String> names) {
        Map<String, String> instead = new HashMap<>();
        Set<String> gone = new LinkedHashSet<>(names);
        for (ResidualBlock block : chosen(names)) {
            // A block that starts from one left out starts from what that one did.
            instead.put(block.name(), instead.getOrDefault(block.input(), block.input()));
            gone.addAll(block.vertices());
        }
        return rebuilt(configuration -> {
            configuration.getVertices().keySet().removeAll(gone);
            configuration.getVertexInputs().keySet().removeAll(gone);
            configuration
                    .getVertexInputs()
                    .replaceAll((name, inputs) -> inputs.stream()
                            .map(input -> instead.getOrDefault(input, input))
                            .toList());
            return configuration;
        });
    }

    /**
     * The same model with some blocks silenced, not left out: what their branches add is multiplied by zero. What
     * {@link #without} has to agree with.
     *
     * @throws IllegalArgumentException if there is no block of a name
     */
    public Model silenced(Set<String> names) {
        List<ResidualBlock> chosen = chosen(names);
        return rebuilt(configuration -> {
            for (ResidualBlock block : chosen) {
                List<String> inputs = new ArrayList<>();
                for (String input : configuration.getVertexInputs().getOrDefault(block.name(), List.of())) {
                    if (input.equals(block.input())) {
                        inputs.add(input);
                        continue;
                    }
                    String zero = "%s × 0 (%d)".formatted(block.name(), inputs.size());
                    configuration.getVertices().put(zero, new ScaleVertex(0));
                    configuration.getVertexInputs().put(zero, List.of(input));
                    inputs.add(zero);
                }
                configuration.getVertexInputs().put(block.name(), inputs);
            }
            return configuration;
        });
    }

    private List<ResidualBlock> chosen(Set<String> names) {
        names.stream()
                .filter(name -> all.stream().noneMatch(block -> block.name().equals(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("no residual block \"%s\" that can be left out; the model has %s"
                            .formatted(
                                    name, all.stream().map(ResidualBlock::name).toList()));
                });
        return all.stream().filter(block -> names.contains(block.name())).toList();
    }

    /** The model with other vertices, and the parameters of those that have the same name. */
    private Model rebuilt(UnaryOperator<ComputationGraphConfiguration> change) {
        if (!(model instanceof ComputationGraph graph)) {
            throw new IllegalStateException("a MultiLayerNetwork has no blocks");
        }
        ComputationGraphConfiguration configuration = change.apply(
                ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson()));
        configuration.setTopologicalOrder(null);
        configuration.setTopologicalOrderStr(null);
        List<Cut.Held> all = Cut.held(Wiring.of(model));
        long length = all.stream()
                .filter(held -> configuration.getVertices().containsKey(held.layer()))
                .mapToLong(held -> held.array().length())
                .sum();
        ComputationGraph other = new ComputationGraph(configuration);
        other.init(Nd4j.create(model.params().dataType(), 1, length), false);
        Map<List<String>, INDArray> arrays = new HashMap<>();
        all.forEach(held -> arrays.put(List.of(held.layer(), held.key()), held.array()));
        List<Cut.Held> places = Cut.held(Wiring.of(other));
        places.forEach(held -> held.array().assign(arrays.get(List.of(held.layer(), held.key()))));
        new UpdaterState(model).giveTo(other, all, places, (held, array) -> array);
        return other;
    }
}
