package org.espalier.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Combination.Operation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Scaling;
import org.espalier.sparse.Activation;
import org.jspecify.annotations.Nullable;

/**
 * The same computation in fewer steps: scalings and frames of zeros go into convolutions, ReLUs into what they follow,
 * sums into the convolution that gives one of their terms; steps that change nothing or that nobody reads go.
 *
 * <p>Two steps become one only if nobody else reads what lies between. The one keeps the convolution's name and stands
 * where the later stood.
 *
 * <pre>{@code
 * Simplification.of(program).steps()       // conv1, conv2: their normalisation, ReLU and residual are within
 * }</pre>
 */
public final class Simplification {
    private final Program program;
    private final @Nullable Step[] steps;
    private final int[] readers;
    private final int[] standsFor;

    private Simplification(Program program) {
        this.program = program;
        int count = program.steps().size();
        steps = program.steps().toArray(new Step[0]);
        standsFor = new int[count + 1];
        Arrays.setAll(standsFor, value -> value);
        readers = new int[count + 1];
        readers[count] = 1; // whoever takes the output
        for (int step = count - 1; step >= 0; step--) {
            for (int value : readers[step + 1] == 0
                    ? List.<Integer>of()
                    : program.steps().get(step).inputs()) {
                readers[value]++;
            }
        }
    }

    /** A program that computes the same, but for rounding. */
    public static Program of(Program program) {
        return new Simplification(program).simplified();
    }

    private Program simplified() {
        for (int at = 0; at < steps.length; at++) {
            if (readers[at + 1] > 0) {
                simplify(at, Renumbering.of(program.steps().get(at), value -> standsFor[value]));
            } else {
                steps[at] = null;
            }
        }
        return gathered();
    }

    private void simplify(int at, Step step) {
        steps[at] = step;
        if (step instanceof Scaling s) {
            scale(at, s);
        } else if (step instanceof Pointwise p && p.function() == Function.RELU) {
            rectify(at, p);
        } else if (step instanceof Combination c) {
            add(at, c);
        } else if (step instanceof Convolution c) {
            takeInWhatIsBefore(at, c);
        }
    }

    private void scale(int at, Scaling s) {
        boolean identity = s.activation() == Activation.NONE && all(s.scale(), 1) && all(s.shift(), 0);
        if (identity && (s.input() > 0 || at < steps.length - 1)) {
            drop(at, s.input());
        } else if (only(s.input()) instanceof Convolution c
                && c.epilogue().activation() == Activation.NONE
                && c.addend().isEmpty()) {
            replace(at, s.input(), Folding.after(c, s));
        } else if (only(s.input()) instanceof Scaling first && first.activation() == Activation.NONE) {
            float[] scale = new float[s.scale().length];
            float[] shift = new float[scale.length];
            for (int c = 0; c < scale.length; c++) {
                scale[c] = s.scale()[c] * first.scale()[c];
                shift[c] = (float) ((double) s.scale()[c] * first.shift()[c] + s.shift()[c]);
            }
            replace(at, s.input(), new Scaling(first.name(), first.input(), scale, shift, s.activation(), s.output()));
        }
    }

    private void rectify(int at, Pointwise p) {
        Step before = only(p.input());
        if (before instanceof Convolution c) {
            replace(
                    at,
                    p.input(),
                    new Convolution(
                            c.name(),
                            c.input(),
                            c.window(),
                            c.groups(),
                            c.weights(),
                            c.epilogue().then(Activation.RELU),
                            c.addend(),
                            c.output()));
        } else if (before instanceof Combination c) {
            replace(at, p.input(), new Combination(c.name(), c.inputs(), c.operation(), Activation.RELU, c.output()));
        } else if (before instanceof Scaling s) {
            replace(at, p.input(), new Scaling(s.name(), s.input(), s.scale(), s.shift(), Activation.RELU, s.output()));
        }
    }

    /** The later of the terms that are convolutions takes in the other term. */
    private void add(int at, Combination sum) {
        if (sum.operation() != Operation.ADD || sum.inputs().size() != 2) {
            return;
        }
        int one = sum.inputs().get(0);
        int other = sum.inputs().get(1);
        if (!takesIn(Math.max(one, other), Math.min(one, other), at, sum)) {
            takesIn(Math.min(one, other), Math.max(one, other), at, sum);
        }
    }

    private boolean takesIn(int term, int addend, int at, Combination sum) {
        if (!(only(term) instanceof Convolution c)
                || c.addend().isPresent()
                || c.epilogue().activation() != Activation.NONE) {
            return false;
        }
        replace(
                at,
                term,
                new Convolution(
                        c.name(),
                        c.input(),
                        c.window(),
                        c.groups(),
                        c.weights(),
                        c.epilogue().then(sum.activation()),
                        OptionalInt.of(addend),
                        c.output()));
        return true;
    }

    private void takeInWhatIsBefore(int at, Convolution c) {
        Step before = only(c.input());
        if (before instanceof Scaling s && Folding.foldsBefore(c, s, s.output())) {
            takeIn(at, c.input(), Folding.before(c, s));
        } else if (before instanceof Framing f && Folding.pads(f, program.shape(f.input()))) {
            takeIn(at, c.input(), Folding.padded(c, f));
        }
    }

    private void takeIn(int at, int before, Convolution both) {
        replace(at, before, both);
        takeInWhatIsBefore(at, both);
    }

    private static boolean all(float[] values, float expected) {
        for (float value : values) {
            if (value != expected) {
                return false;
            }
        }
        return true;
    }

    /** The step that computes a value, if it has one reader. */
    private @Nullable Step only(int value) {
        return value > 0 && readers[value] == 1 ? steps[value - 1] : null;
    }

    /** One step in place of two. */
    private void replace(int at, int before, Step both) {
        steps[before - 1] = null;
        steps[at] = both;
    }

    /** A step that changes nothing: its readers read what it reads. */
    private void drop(int at, int input) {
        steps[at] = null;
        standsFor[at + 1] = input;
        readers[input] += readers[at + 1] - 1;
    }

    private Program gathered() {
        int[] number = new int[steps.length + 1];
        List<Step> left = new ArrayList<>();
        for (int at = 0; at < steps.length; at++) {
            if (steps[at] != null) {
                left.add(Renumbering.of(Objects.requireNonNull(steps[at]), value -> number[value]));
                number[at + 1] = left.size();
            }
        }
        return new Program(program.input(), left);
    }
}
