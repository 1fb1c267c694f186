package org.espalier.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Step.Softmax;
import org.espalier.sparse.Activation;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;

/** Programs drawn from a seed: every kind of step, awkward sizes, values read more than once. */
final class DrawnProgram {
    private final SplittableRandom random;
    private final Set<SparseFormat> formats;
    private final List<Step> steps = new ArrayList<>();
    private final Shape input;

    private DrawnProgram(SplittableRandom random, Set<SparseFormat> formats, Shape input) {
        this.random = random;
        this.formats = formats;
        this.input = input;
    }

    /** A program of so many steps. */
    static Program of(SplittableRandom random, Set<SparseFormat> formats, int steps) {
        Shape input = new Shape(1 + random.nextInt(9), 1 + random.nextInt(14), 1 + random.nextInt(19));
        DrawnProgram drawn = new DrawnProgram(random, formats, input);
        while (drawn.steps.size() < steps) {
            drawn.addStep();
        }
        return new Program(input, drawn.steps);
    }

    /** One convolution of given sizes, everything else drawn. */
    static Program convolution(
            SplittableRandom random, Set<SparseFormat> formats, Shape in, int channels, Window window, int groups) {
        DrawnProgram drawn = new DrawnProgram(random, formats, in);
        drawn.convolve(0, in, channels, window, groups);
        return new Program(in, drawn.steps);
    }

    static float value(SplittableRandom random) {
        return (float) ((0.1 + 1.9 * random.nextDouble()) * (random.nextBoolean() ? 1 : -1));
    }

    static float[] values(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(random);
        }
        return values;
    }

    private Shape shape(int value) {
        return value == 0 ? input : steps.get(value - 1).output();
    }

    private String name() {
        return "step" + steps.size();
    }

    private Activation activation() {
        return random.nextBoolean() ? Activation.RELU : Activation.NONE;
    }

    private void addStep() {
        int last = steps.size();
        int value = random.nextInt(3) == 0 ? random.nextInt(last + 1) : last;
        Shape in = shape(value);
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> convolve(value, in, 1 + random.nextInt(20), window(in), 1);
            case 3 -> {
                int groups = random.nextBoolean() ? in.channels() : divisor(in.channels());
                convolve(value, in, groups * (1 + random.nextInt(6)), window(in), groups);
            }
            case 4 -> convolve(value, in, 1 + random.nextInt(40), Window.over(in), 1);
            case 5, 6 -> pool(value, in);
            case 7 -> combine(value, in);
            case 8 -> concatenate(value, in);
            case 9 ->
                steps.add(new Scaling(
                        name(), value, values(random, in.channels()), values(random, in.channels()), activation(), in));
            case 10 -> frame(value, in);
            case 11 -> {
                Function[] functions = Function.values();
                Function function = functions[random.nextInt(functions.length)];
                steps.add(new Pointwise(name(), value, function, 0.25f, in));
            }
            default -> {
                if (random.nextBoolean()) {
                    steps.add(new Softmax(name(), value, in));
                } else {
                    steps.add(new Foreign(name(), List.of(value), DrawnProgram::mirror, "mirrors", in));
                }
            }
        }
    }

    /** A number that divides this one, itself perhaps. */
    private int divisor(int number) {
        int drawn = 1 + random.nextInt(number);
        return number % drawn == 0 ? drawn : 1;
    }

    /** A layer that is easily got wrong where examples, channels or rows are mixed up. */
    private static void mirror(int examples, List<float[]> in, float[] out) {
        int values = out.length / examples;
        for (int i = 0; i < out.length; i++) {
            out[i] = in.get(0)[i / values * values + values - 1 - i % values] * 0.5f;
        }
    }

    private Window window(Shape in) {
        int height = 1 + random.nextInt(3);
        int width = 1 + random.nextInt(3);
        int top = random.nextInt(height);
        int left = random.nextInt(width);
        int dilationY = 1 + random.nextInt(2);
        int dilationX = 1 + random.nextInt(2);
        if ((height - 1) * dilationY + 1 > in.height() + 2 * top
                || (width - 1) * dilationX + 1 > in.width() + 2 * left) {
            return Window.of(1, 1);
        }
        return Window.of(height, width)
                .stride(1 + random.nextInt(3), 1 + random.nextInt(2))
                .padding(top, left)
                .dilation(dilationY, dilationX);
    }

    /** Rows or columns of the output where as much is padded behind as in front, or a little more. */
    private int outputs(int in, int taps, int stride, int padding, int dilation) {
        int behind = padding + random.nextInt(2);
        return Math.max(1, (in + padding + behind - (taps - 1) * dilation - 1) / stride + 1);
    }

    private Shape output(Shape in, int channels, Window w) {
        return new Shape(
                channels,
                outputs(in.height(), w.height(), w.strideY(), w.top(), w.dilationY()),
                outputs(in.width(), w.width(), w.strideX(), w.left(), w.dilationX()));
    }

    private void convolve(int value, Shape in, int channels, Window window, int groups) {
        boolean whole = window.equals(Window.over(in));
        Shape out = whole ? Shape.vector(channels) : output(in, channels, window);
        Epilogue epilogue = random.nextBoolean() ? Epilogue.NONE : Epilogue.bias(values(random, channels));
        int columns = in.channels() / groups * window.height() * window.width();
        steps.add(new Convolution(
                name(),
                value,
                window,
                groups,
                weights(channels, columns),
                epilogue.then(activation()),
                addend(out),
                out));
    }

    private OptionalInt addend(Shape shape) {
        for (int value = steps.size(); value >= 0; value--) {
            if (shape(value).equals(shape)) {
                return OptionalInt.of(value);
            }
        }
        return OptionalInt.empty();
    }

    private SparseMatrix weights(int rows, int columns) {
        double density = new double[] {0, 0.1, 0.3, 1}[random.nextInt(4)];
        float[] dense = new float[rows * columns];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = random.nextDouble() < density ? value(random) : 0;
        }
        List<SparseMatrix> forms = new ArrayList<>();
        forms.add(CsrMatrix.of(dense, rows, columns));
        forms.add(DenseMatrix.of(dense, rows, columns));
        forms.add(BlockMatrix.of(dense, rows, columns, 4, 1));
        forms.add(BlockMatrix.of(dense, rows, columns, 8, 1));
        forms.add(BlockMatrix.of(dense, rows, columns, 3, 2));
        forms.removeIf(form -> !formats.contains(form.format()));
        return forms.get(random.nextInt(forms.size()));
    }

    private void pool(int value, Shape in) {
        Pooling.Kind kind = Pooling.Kind.values()[random.nextInt(4)];
        Window window = random.nextInt(4) == 0 ? Window.over(in) : window(in).dilation(1, 1);
        Shape out = window.equals(Window.over(in)) ? Shape.vector(in.channels()) : output(in, in.channels(), window);
        // Every window sees at least one cell: what the mean or maximum of nothing is, is nobody's business.
        if (window.firstRow(out.height() - 1) < in.height() && window.firstColumn(out.width() - 1) < in.width()) {
            steps.add(new Pooling(name(), value, window, kind, out));
        }
    }

    private void combine(int value, Shape in) {
        int other = addend(in).orElse(value);
        Combination.Operation[] operations = Combination.Operation.values();
        steps.add(new Combination(
                name(), List.of(value, other), operations[random.nextInt(operations.length)], activation(), in));
    }

    private void concatenate(int value, Shape in) {
        List<Integer> parts = new ArrayList<>(List.of(value));
        for (int other = 0; other <= steps.size(); other++) {
            if (shape(other).height() == in.height() && shape(other).width() == in.width() && random.nextBoolean()) {
                parts.add(other);
            }
        }
        int channels = parts.stream().mapToInt(part -> shape(part).channels()).sum();
        if (channels < 60) {
            steps.add(new Concatenation(name(), parts, new Shape(channels, in.height(), in.width())));
        }
    }

    private void frame(int value, Shape in) {
        int top = random.nextInt(4) - 1;
        int left = random.nextInt(4) - 1;
        Shape out = new Shape(
                in.channels(),
                Math.max(1, in.height() + top + random.nextInt(3) - 1),
                Math.max(1, in.width() + left + random.nextInt(3) - 1));
        if (out.height() < 30 && out.width() < 40) {
            steps.add(new Framing(name(), value, top, left, out));
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(steps.toArray());
    }
}
