package org.espalier.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A small model of one structure, and what must be found in it.
 *
 * @param model the model with the widths of all that can be pruned divided by this
 * @param inputs what it is fed
 * @param prunable each group as {@code "name width: sentence"}
 * @param refused each group as {@code "name: reason"}
 * @param exact by how much two models may differ that compute the same
 * @param runs whether DL4J can run the model at all
 */
record Pattern(
        String name,
        IntFunction<Model> model,
        List<Input> inputs,
        List<String> prunable,
        List<String> refused,
        double exact,
        boolean runs) {
    static final int EXAMPLES = 4;

    /** Random numbers of a shape, examples not counted; or indices below a number. */
    record Input(int below, long... shape) {
        INDArray array(Random random) {
            long[] all = LongStream.concat(LongStream.of(EXAMPLES), LongStream.of(shape))
                    .toArray();
            double[] values = random.doubles(LongStream.of(all).reduce(1, (a, b) -> a * b))
                    .map(v -> below > 0 ? Math.floor(v * below) : 2 * v - 1)
                    .toArray();
            return Nd4j.create(values, all, DataType.DOUBLE);
        }
    }

    static Pattern of(String name, IntFunction<Model> model, Input... inputs) {
        return new Pattern(name, model, List.of(inputs), List.of(), List.of(), 1e-9, true);
    }

    static Input fed(long... shape) {
        return new Input(0, shape);
    }

    static Input indices(int below, long... shape) {
        return new Input(below, shape);
    }

    Pattern prunes(String... groups) {
        return new Pattern(name, model, inputs, List.of(groups), refused, exact, runs);
    }

    Pattern refuses(String... groups) {
        List<String> all = new ArrayList<>(refused);
        all.addAll(List.of(groups));
        return new Pattern(name, model, inputs, prunable, all, exact, runs);
    }

    /** Where DL4J computes in single precision all the same. */
    Pattern inSinglePrecision() {
        return new Pattern(name, model, inputs, prunable, refused, 1e-6, runs);
    }

    /** Where DL4J fails to run the model. */
    Pattern notRun() {
        return new Pattern(name, model, inputs, prunable, refused, exact, false);
    }

    /** Layers whose channels are the network's outputs. */
    Pattern answersBy(String... layers) {
        Pattern with = this;
        for (String layer : layers) {
            with = with.refuses(layer + ": its channels are the network's outputs");
        }
        return with;
    }

    /** The model, every parameter drawn, biases and the statistics of normalisations too. */
    Model drawn() {
        Model drawn = model.apply(1);
        randomise(drawn, 11);
        return drawn;
    }

    static void randomise(Model model, long seed) {
        Random random = new Random(seed);
        model.paramTable().forEach((key, array) -> {
            boolean variance = key.endsWith("_var");
            boolean spread = key.endsWith("_log10stdev");
            double[] values = random.doubles(array.length())
                    .map(v -> variance ? 0.5 + v : spread ? 0.3 * v : v - 0.5)
                    .toArray();
            array.assign(Nd4j.create(values, array.shape(), DataType.DOUBLE));
        });
    }

    INDArray[] draw(long seed) {
        Random random = new Random(seed);
        return inputs.stream().map(input -> input.array(random)).toArray(INDArray[]::new);
    }

    /** What a model answers. */
    static INDArray[] answers(Model model, INDArray... inputs) {
        return model instanceof MultiLayerNetwork sequential
                ? new INDArray[] {sequential.output(inputs[0])}
                : ((ComputationGraph) model).output(inputs);
    }

    /** The greatest difference of two models' answers; at least that of a thousand if one is no number. */
    static double difference(Model a, Model b, INDArray... inputs) {
        INDArray[] first = answers(a, inputs);
        INDArray[] second = answers(b, inputs);
        double greatest = 0;
        for (int i = 0; i < first.length; i++) {
            double difference = first[i].sub(second[i]).amaxNumber().doubleValue();
            greatest = Math.max(greatest, Double.isNaN(difference) ? 1000 : difference);
        }
        return greatest;
    }

    /** Trains a few steps towards drawn answers. */
    void fit(Model model, int steps) {
        INDArray[] given = draw(3);
        Random random = new Random(4);
        INDArray[] wanted = answers(model, given);
        for (int i = 0; i < wanted.length; i++) {
            long[] shape = wanted[i].shape();
            wanted[i] = Nd4j.create(random.doubles(wanted[i].length()).toArray(), shape, DataType.DOUBLE);
        }
        for (int step = 0; step < steps; step++) {
            if (model instanceof MultiLayerNetwork sequential) {
                sequential.fit(given[0], wanted[0]);
            } else {
                ((ComputationGraph) model).fit(new MultiDataSet(given, wanted));
            }
        }
    }

    static List<String> prunable(ChannelGroups groups) {
        return groups.prunable().stream()
                .map(g -> "%s %d: %s".formatted(g.name(), g.width(), g.sentence()))
                .toList();
    }

    static List<String> refused(ChannelGroups groups) {
        return groups.all().stream()
                .flatMap(g -> g.refusal().stream().map(reason -> g.name() + ": " + reason))
                .toList();
    }

    /** DL4J itself makes {@code [1, n]} of some vectors when it draws them, and {@code [n]} when they are given. */
    private static List<Long> withoutOnes(INDArray array) {
        return LongStream.of(array.shape()).filter(n -> n > 1).boxed().toList();
    }

    /** Every parameter's key and shape. */
    static List<String> shapes(Model model) {
        Map<String, INDArray> table = model.paramTable();
        return table.entrySet().stream()
                .map(e -> e.getKey() + " " + withoutOnes(e.getValue()))
                .toList();
    }

    /** The configuration without the counts of iterations. */
    static String configuration(Model model) {
        String json = model instanceof MultiLayerNetwork sequential
                ? sequential.getLayerWiseConfigurations().toJson()
                : ((ComputationGraph) model).getConfiguration().toJson();
        return json.replaceAll("\"(iterationCount|epochCount)\" : \\d+", "\"$1\" : 0");
    }

    @Override
    public String toString() {
        return name;
    }
}
