package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.espalier.measure.Fidelity;
import org.espalier.measure.Macs;
import org.espalier.measure.Size;
import org.espalier.model.Network;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.Cost;
import org.espalier.structure.Surgery;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network without the channels that pruning its weights has left dead: those whose weights are all zero, and those
 * that nothing reads. What dead channels still send, a constant, has gone into the biases of those that read it.
 *
 * <pre>{@code
 * var simplified = run.simplify();
 * simplified            // shown as a table
 * simplified.model()    // an ordinary, smaller DL4J model
 * }</pre>
 */
public final class SimplifiedNetwork {
    private static final int EXAMPLES = 16;

    private final Network network;
    private final List<Group> groups;
    private final Counts before;
    private final Counts after;
    private final double difference;

    private SimplifiedNetwork(Network network, List<Group> groups, Counts before, Counts after, double difference) {
        this.network = network;
        this.groups = List.copyOf(groups);
        this.before = before;
        this.after = after;
        this.difference = difference;
    }

    /**
     * A channel group that has lost channels.
     *
     * @param name of the layer that makes its channels first
     * @param width channels before
     * @param removed of them
     * @param parameters that would go if no other group lost any
     * @param macs multiply–accumulates per example that would go if no other group lost any
     */
    public record Group(String name, int width, int removed, long parameters, long macs) {}

    /**
     * What a network takes.
     *
     * @param parameters all of them, zeros too
     * @param nonZero parameters, zero weights not counted
     * @param macs multiply–accumulates per example of a dense execution
     * @param bytes with each layer's weights dense or as CSR, whichever is smaller
     */
    public record Counts(long parameters, long nonZero, long macs, long bytes) {
        private static Counts of(Network network, long[] exampleShape) {
            Size size = Size.of(network);
            return new Counts(
                    size.parameters(),
                    size.nonZero(),
                    Macs.of(network, exampleShape).dense(),
                    size.storedBytes());
        }
    }

    /**
     * Simplifies a copy; the network given is not changed.
     *
     * @param examples on which the outputs before and after are compared, {@code [n, …]}
     */
    public static SimplifiedNetwork of(Network network, INDArray examples) {
        long[] batch = examples.shape();
        long[] exampleShape = Arrays.copyOfRange(batch, 1, batch.length);
        Surgery surgery = new Surgery(network.dl4j());
        Surgery.Simplified simplified = surgery.simplify();
        Network smaller = Network.of(simplified.model());
        return new SimplifiedNetwork(
                smaller,
                groups(surgery, simplified.removed(), Macs.of(network, exampleShape)),
                Counts.of(network, exampleShape),
                Counts.of(smaller, exampleShape),
                Fidelity.maxAbsDifference(network, smaller, examples));
    }

    /**
     * Simplifies a copy, and compares outputs on examples drawn from a standard normal distribution.
     *
     * @param exampleShape of one example, such as {@code 1, 28, 28}
     * @throws IllegalArgumentException if the shape is empty or has a size below 1
     */
    public static SimplifiedNetwork of(Network network, long... exampleShape) {
        if (exampleShape.length == 0 || Arrays.stream(exampleShape).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("simplify: expected the shape of one example, such as 1, 28, 28, found "
                    + Arrays.toString(exampleShape));
        }
        long[] batch = LongStream.concat(LongStream.of(EXAMPLES), Arrays.stream(exampleShape))
                .toArray();
        Random random = new Random(1);
        float[] values = new float[Math.toIntExact(Arrays.stream(batch).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return of(network, Nd4j.create(values, batch));
    }

    private static List<Group> groups(Surgery surgery, Map<String, Integer> removed, Macs macs) {
        Map<String, Long> uses = new HashMap<>();
        macs.layers().forEach(layer -> uses.put(layer.name(), layer.usesPerWeight()));
        Cost cost = Cost.of(surgery.groups());
        List<Group> groups = new ArrayList<>();
        for (ChannelGroup group : surgery.groups().all()) {
            int gone = removed.getOrDefault(group.name(), 0);
            if (gone > 0) {
                Map<String, Integer> widths = Map.of(group.name(), group.width() - gone);
                groups.add(new Group(
                        group.name(),
                        group.width(),
                        gone,
                        cost.parameters(Map.of()) - cost.parameters(widths),
                        cost.macs(Map.of(), layer -> uses.getOrDefault(layer, 0L))
                                - cost.macs(widths, layer -> uses.getOrDefault(layer, 0L))));
            }
        }
        return groups;
    }

    /** A copy of the smaller model: an ordinary DL4J model. */
    public Model model() {
        return network().dl4j();
    }

    /** A copy of the smaller network. */
    public Network network() {
        return network.copy();
    }

    /** The groups that have lost channels, in the model's order; none if nothing was dead. */
    public List<Group> groups() {
        return groups;
    }

    /** What the network took before. */
    public Counts before() {
        return before;
    }

    /** What it takes now. */
    public Counts after() {
        return after;
    }

    /** The largest difference of any output on the examples: rounding. */
    public double difference() {
        return difference;
    }

    @Override
    public String toString() {
        return "simplified: %d channels removed, %,d → %,d parameters"
                .formatted(groups.stream().mapToInt(Group::removed).sum(), before.parameters(), after.parameters());
    }
}
