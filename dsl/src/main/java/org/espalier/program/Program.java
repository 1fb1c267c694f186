package org.espalier.program;

import java.util.List;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;

/**
 * A network as a flat list of steps. Value 0 is the input, step {@code i} computes value {@code i + 1}, and the last value
 * is the output. Immutable.
 *
 * @param input the shape of one example
 * @param steps at least one, each reading earlier values only
 */
public record Program(Shape input, List<Step> steps) {

    /**
     * Checks that every step reads earlier values of fitting shapes.
     *
     * @throws IllegalArgumentException if one does not; names the step, says what was expected and found
     */
    public Program {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a program needs at least one step, found none");
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            for (int value : step.inputs()) {
                require(value >= 0 && value <= i, step, "to read one of the values 0 to " + i, value);
            }
            check(input, steps, step);
        }
    }

    /** The shape of a value. */
    public Shape shape(int value) {
        return shape(input, steps, value);
    }

    /** The shape of the last value. */
    public Shape output() {
        return steps.get(steps.size() - 1).output();
    }

    private static Shape shape(Shape input, List<Step> steps, int value) {
        return value == 0 ? input : steps.get(value - 1).output();
    }

    private static void check(Shape input, List<Step> steps, Step step) {
        Shape out = step.output();
        List<Shape> in =
                step.inputs().stream().map(value -> shape(input, steps, value)).toList();
        if (step instanceof Convolution c) {
            check(c, in.get(0), out);
            require(in.size() == 1 || in.get(1).equals(out), step, "an addend of " + out, in.get(in.size() - 1));
        } else if (step instanceof Pooling) {
            require(in.get(0).channels() == out.channels(), step, "as many channels as go in", out);
        } else if (step instanceof Concatenation) {
            int channels = in.stream().mapToInt(Shape::channels).sum();
            for (Shape shape : in) {
                require(
                        out.equals(new Shape(channels, shape.height(), shape.width())),
                        step,
                        shape + " in " + out,
                        out);
            }
        } else if (step instanceof Framing) {
            require(in.get(0).channels() == out.channels(), step, "as many channels as go in", out);
        } else if (step instanceof Scaling s) {
            require(s.scale().length == out.channels(), step, "a scale for each channel", s.scale().length);
            require(s.shift().length == out.channels(), step, "a shift for each channel", s.shift().length);
            require(in.get(0).equals(out), step, "an output of " + in.get(0), out);
        } else if (step instanceof Combination c) {
            boolean two = c.operation() == Combination.Operation.SUBTRACT;
            require(two ? in.size() == 2 : !in.isEmpty(), step, two ? "two inputs" : "an input", in.size());
            in.forEach(shape -> require(shape.equals(out), step, "inputs of " + out, shape));
        } else if (!(step instanceof Foreign)) {
            require(in.get(0).equals(out), step, "an output of " + in.get(0), out);
        }
    }

    private static void check(Convolution c, Shape in, Shape out) {
        int groups = c.groups();
        require(
                groups >= 1 && in.channels() % groups == 0,
                c,
                "groups that divide %d channels".formatted(in.channels()),
                groups);
        require(out.channels() % groups == 0, c, "groups that divide %d channels".formatted(out.channels()), groups);
        long columns =
                (long) in.channels() / groups * c.window().height() * c.window().width();
        require(
                c.weights().rows() == out.channels(),
                c,
                out.channels() + " rows of weights",
                c.weights().rows());
        require(
                c.weights().columns() == columns,
                c,
                columns + " columns of weights",
                c.weights().columns());
        c.epilogue().check(out.channels());
    }

    private static void require(boolean holds, Step step, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "step \"%s\": expected %s, found %s".formatted(step.name(), expected, found));
        }
    }
}
