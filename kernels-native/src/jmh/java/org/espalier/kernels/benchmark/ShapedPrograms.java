package org.espalier.kernels.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.espalier.program.Function;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;

/** Programs of known networks' shapes with weights drawn at random: for what each operation costs, not for what it finds. */
final class ShapedPrograms {
    private static final long SEED = 42;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final double sparsity;
    private final Shape input;
    private final List<Step> steps = new ArrayList<>();

    private ShapedPrograms(double sparsity, Shape input) {
        this.sparsity = sparsity;
        this.input = input;
    }

    /**
     * A network's program.
     *
     * @param sparsity of every weight matrix, uniform at random, as CSR; 0 for dense
     */
    static Program named(String name, double sparsity) {
        return switch (name) {
            case "lenet300" -> new ShapedPrograms(sparsity, Shape.vector(784)).lenet300();
            case "lenet5" -> new ShapedPrograms(sparsity, new Shape(1, 28, 28)).lenet5();
            case "vgg" -> new ShapedPrograms(sparsity, new Shape(3, 32, 32)).vgg();
            case "resnet20" -> new ShapedPrograms(sparsity, new Shape(3, 32, 32)).resnet20();
            case "everything" -> new ShapedPrograms(sparsity, new Shape(16, 32, 32)).everything();
            default ->
                throw new IllegalArgumentException(
                        "no network \"%s\"; there are lenet300, lenet5, vgg, resnet20, everything".formatted(name));
        };
    }

    private Program lenet300() {
        dense(300, Activation.RELU);
        dense(100, Activation.RELU);
        dense(10, Activation.NONE);
        return softened();
    }

    private Program lenet5() {
        convolution(20, Window.of(5, 5), Activation.RELU);
        halved();
        convolution(50, Window.of(5, 5), Activation.RELU);
        halved();
        dense(500, Activation.RELU);
        dense(10, Activation.NONE);
        return softened();
    }

    private Program vgg() {
        for (int width : new int[] {16, 16, 0, 32, 32, 0, 64, 0}) {
            if (width == 0) {
                halved();
            } else {
                convolution(width, three(), Activation.RELU);
            }
        }
        dense(128, Activation.RELU);
        dense(10, Activation.NONE);
        return softened();
    }

    private Program resnet20() {
        convolution(16, three(), Activation.RELU);
        for (int width : new int[] {16, 32, 64}) {
            for (int block = 0; block < 3; block++) {
                int before = steps.size();
                int stride = width > 16 && block == 0 ? 2 : 1;
                int shortcut = before;
                if (stride == 2) {
                    convolve(before, width, Window.of(1, 1).stride(2, 2), Activation.NONE, OptionalInt.empty());
                    shortcut = steps.size();
                }
                convolve(before, width, three().stride(stride, stride), Activation.RELU, OptionalInt.empty());
                convolve(steps.size(), width, three(), Activation.RELU, OptionalInt.of(shortcut));
            }
        }
        pool(Window.over(last()), Step.Pooling.Kind.MEAN);
        dense(10, Activation.NONE);
        return softened();
    }

    /** Every kind of step that is no product, on values of one size. */
    private Program everything() {
        Shape same = input;
        halved();
        for (Step.Pooling.Kind kind : Step.Pooling.Kind.values()) {
            pool(0, three().stride(2, 2), kind);
            pool(0, three(), kind);
        }
        pool(0, Window.over(same), Step.Pooling.Kind.MEAN);
        for (Step.Combination.Operation operation : Step.Combination.Operation.values()) {
            steps.add(new Step.Combination(operation.name(), List.of(0, 0), operation, Activation.RELU, same));
        }
        for (Function function : Function.values()) {
            steps.add(new Step.Pointwise(function.name(), 0, function, 0.25f, same));
        }
        steps.add(new Step.Scaling("scale", 0, values(16), values(16), Activation.RELU, same));
        steps.add(new Step.Framing("frame", 0, 1, 1, new Shape(16, 34, 34)));
        steps.add(new Step.Concatenation("concatenate", List.of(0, 0), new Shape(32, 32, 32)));
        steps.add(new Step.Softmax("soften", 0, same));
        return new Program(input, steps);
    }

    private static Window three() {
        return Window.of(3, 3).padding(1, 1);
    }

    private Shape last() {
        return steps.isEmpty() ? input : steps.get(steps.size() - 1).output();
    }

    private void convolution(int channels, Window window, Activation activation) {
        convolve(steps.size(), channels, window, activation, OptionalInt.empty());
    }

    private void dense(int units, Activation activation) {
        convolution(units, Window.over(last()), activation);
    }

    private void convolve(int value, int channels, Window w, Activation activation, OptionalInt addend) {
        Shape in = value == 0 ? input : steps.get(value - 1).output();
        Shape out = output(in, channels, w);
        int columns = in.channels() * w.height() * w.width();
        steps.add(new Step.Convolution(
                "%d x %d of %d to %d".formatted(w.height(), w.width(), in.channels(), channels),
                value,
                w,
                1,
                weights(channels, columns),
                Epilogue.bias(values(channels)).then(activation),
                addend,
                out));
    }

    private static Shape output(Shape in, int channels, Window w) {
        return new Shape(
                channels,
                (in.height() + 2 * w.top() - w.height()) / w.strideY() + 1,
                (in.width() + 2 * w.left() - w.width()) / w.strideX() + 1);
    }

    private SparseMatrix weights(int rows, int columns) {
        float[] values = values(rows * columns);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < sparsity ? 0 : values[i] / columns;
        }
        return sparsity == 0 ? DenseMatrix.of(values, rows, columns) : CsrMatrix.of(values, rows, columns);
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return values;
    }

    private void halved() {
        pool(Window.of(2, 2).stride(2, 2), Step.Pooling.Kind.MAX);
    }

    private void pool(Window window, Step.Pooling.Kind kind) {
        pool(steps.size(), window, kind);
    }

    private void pool(int value, Window w, Step.Pooling.Kind kind) {
        Shape in = value == 0 ? input : steps.get(value - 1).output();
        steps.add(new Step.Pooling(
                "%s %d x %d / %d".formatted(kind, w.height(), w.width(), w.strideX()),
                value,
                w,
                kind,
                output(in, in.channels(), w)));
    }

    private Program softened() {
        steps.add(new Step.Softmax("soften", steps.size(), last()));
        return new Program(input, steps);
    }
}
