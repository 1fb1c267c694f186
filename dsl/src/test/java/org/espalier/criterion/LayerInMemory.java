package org.espalier.criterion;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer given by its arrays; no network behind it. */
record LayerInMemory(String name, INDArray weights, Map<Need, List<INDArray>> gathered, long seed)
        implements LayerView {

    static LayerInMemory of(INDArray weights, INDArray... gradients) {
        return of(weights, Need.GRADIENTS, gradients);
    }

    static LayerInMemory of(INDArray weights, Need need, INDArray... gathered) {
        return new LayerInMemory("layer", weights, Map.of(need, List.of(gathered)), 42);
    }

    /** Weights and everything that can be needed, drawn from {@code seed}. */
    static LayerInMemory drawn(long seed, long... shape) {
        Nd4j.getRandom().setSeed(seed);
        INDArray weights = Nd4j.randn(shape);
        Map<Need, List<INDArray>> gathered = new EnumMap<>(Need.class);
        for (Need need : Need.values()) {
            gathered.put(need, drawn(need, shape));
        }
        return new LayerInMemory("layer", weights, gathered, seed);
    }

    private static List<INDArray> drawn(Need need, long... shape) {
        boolean dense = shape.length == 2;
        long[] input = dense ? new long[] {5, shape[1]} : new long[] {5, shape[1], 6, 6};
        long[] output = dense ? new long[] {5, shape[0]} : new long[] {5, shape[0], 4, 4};
        long inputs = Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
        return switch (need) {
            case GRADIENTS -> List.of(Nd4j.randn(shape), Nd4j.randn(shape));
            case INPUTS -> List.of(Nd4j.randn(input), Nd4j.randn(input));
            case OUTPUTS -> List.of(Nd4j.randn(output), Nd4j.randn(output));
            case SYNAPTIC_FLOW -> List.of(Nd4j.rand(shape));
            case CONTRIBUTIONS -> {
                INDArray x = Nd4j.randn(DataType.DOUBLE, 3 * shape[0], shape[0]);
                yield List.of(x.transpose().mmul(x));
            }
            case SCALES -> List.of(Nd4j.randn(shape[0]));
            case HESSIAN_GRADIENT -> List.of(Nd4j.randn(shape));
            case INPUT_GRAM -> {
                INDArray x = Nd4j.randn(DataType.DOUBLE, 3 * inputs, inputs);
                yield List.of(x.transpose().mmul(x));
            }
            case INPUT_NORMS -> List.of(Nd4j.rand(DataType.DOUBLE, inputs));
            case GRADIENT_SQUARES, GAUSS_NEWTON -> List.of(Nd4j.rand(DataType.DOUBLE, shape));
        };
    }

    @Override
    public List<INDArray> gathered(Need need) {
        return gathered.getOrDefault(need, List.of());
    }

    LayerInMemory seeded(long seed) {
        return new LayerInMemory(name, weights, gathered, seed);
    }

    /** Copies of every array. */
    LayerInMemory copy() {
        return each(INDArray::dup);
    }

    /** The same numbers in column-major arrays. */
    LayerInMemory columnMajor() {
        return each(array -> array.dup('f'));
    }

    private LayerInMemory each(UnaryOperator<INDArray> made) {
        Map<Need, List<INDArray>> all = new EnumMap<>(Need.class);
        gathered.forEach(
                (need, arrays) -> all.put(need, arrays.stream().map(made).toList()));
        return new LayerInMemory(name, made.apply(weights), all, seed);
    }
}
