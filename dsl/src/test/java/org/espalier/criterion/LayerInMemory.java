package org.espalier.criterion;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer given by its arrays; no network behind it. */
record LayerInMemory(
        String name,
        INDArray weights,
        List<INDArray> gradients,
        List<INDArray> inputs,
        List<INDArray> outputs,
        long seed)
        implements LayerView {

    static LayerInMemory of(INDArray weights, INDArray... gradients) {
        return new LayerInMemory("layer", weights, List.of(gradients), List.of(), List.of(), 42);
    }

    /** Weights, two gradients, inputs and outputs drawn from {@code seed}. */
    static LayerInMemory drawn(long seed, long... shape) {
        Nd4j.getRandom().setSeed(seed);
        long[] input = shape.length == 2 ? new long[] {5, shape[1]} : new long[] {5, shape[1], 6, 6};
        long[] output = shape.length == 2 ? new long[] {5, shape[0]} : new long[] {5, shape[0], 4, 4};
        return new LayerInMemory(
                "layer",
                Nd4j.randn(shape),
                List.of(Nd4j.randn(shape), Nd4j.randn(shape)),
                List.of(Nd4j.randn(input), Nd4j.randn(input)),
                List.of(Nd4j.randn(output), Nd4j.randn(output)),
                seed);
    }

    LayerInMemory seeded(long seed) {
        return new LayerInMemory(name, weights, gradients, inputs, outputs, seed);
    }

    /** Copies of every array. */
    LayerInMemory copy() {
        return new LayerInMemory(name, weights.dup(), dup(gradients), dup(inputs), dup(outputs), seed);
    }

    private static List<INDArray> dup(List<INDArray> arrays) {
        return arrays.stream().map(INDArray::dup).toList();
    }
}
