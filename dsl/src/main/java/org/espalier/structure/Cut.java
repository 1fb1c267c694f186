package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.espalier.model.MaskConstraint;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One rebuilding of a model with some of its units left out. */
final class Cut {
    private final Model model;
    private final Tracing tracing;
    private final Kept kept;
    private final Map<List<String>, Parameter> parameters = new HashMap<>();

    Cut(Model model, Tracing tracing, Kept kept) {
        this.model = model;
        this.tracing = tracing;
        this.kept = kept;
        tracing.draft().parameters().forEach(p -> parameters.put(List.of(p.layer(), p.key()), p));
    }

    /** The smaller model, parameters, masks, updater state and counts of iterations taken over. */
    Model model() {
        Blueprint blueprint = new Blueprint(model);
        tracing.draft().edits().forEach(edit -> edit.apply(blueprint, kept));
        List<INDArray> values = new ArrayList<>();
        long length = 0;
        for (Held held : held(tracing.wiring())) {
            INDArray value = part(held);
            values.add(value);
            length += value.length();
            masks(held, blueprint);
        }
        Model smaller = blueprint.build(Nd4j.create(model.params().dataType(), 1, length));
        List<Held> places = held(Wiring.of(smaller));
        for (int i = 0; i < places.size(); i++) {
            places.get(i).array().assign(values.get(i));
        }
        new UpdaterState(model).giveTo(smaller, held(tracing.wiring()), places, this::part);
        return smaller;
    }

    /** A parameter of a model; all of them in the order in which DL4J keeps them. */
    record Held(String layer, String key, INDArray array) {}

    static List<Held> held(Wiring wiring) {
        List<Held> held = new ArrayList<>();
        for (Node node : wiring.nodes()) {
            Map<String, INDArray> table = node instanceof Node.OfLayer layer
                    ? layer.parameters()
                    : node instanceof Node.OfVertex vertex ? vertex.parameters() : Map.of();
            table.forEach((key, array) -> held.add(new Held(node.name(), key, array)));
        }
        return held;
    }

    private INDArray part(Held held) {
        return part(held, held.array());
    }

    /** What is kept of an array of a parameter's shape. */
    INDArray part(Held held, INDArray array) {
        return parameter(held).map(p -> Slices.of(array, places(p))).orElse(array);
    }

    private Optional<Parameter> parameter(Held held) {
        return Optional.ofNullable(parameters.get(List.of(held.layer(), held.key())));
    }

    private int[][] places(Parameter parameter) {
        int[][] places = new int[parameter.axes().length][];
        for (int axis = 0; axis < places.length; axis++) {
            places[axis] = kept.places(parameter.axes()[axis]);
        }
        return places;
    }

    private void masks(Held held, Blueprint blueprint) {
        blueprint.masks(held.layer()).forEach((conf, mask) -> {
            if (mask.getParams().contains(held.key())) {
                INDArray all = mask.maskFor(AsRead.stated(conf, held.array()));
                INDArray left = part(held, all.reshape('c', held.array().shape()));
                Blueprint.constrain(conf, MaskConstraint.of(AsRead.stated(conf, left)));
            }
        });
    }
}
