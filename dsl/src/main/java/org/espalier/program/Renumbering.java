package org.espalier.program;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Step.Softmax;

/** Steps that read other values. */
final class Renumbering {
    private Renumbering() {}

    /** The same step, reading {@code number(v)} where it read {@code v}. */
    static Step of(Step step, IntUnaryOperator number) {
        List<Integer> inputs =
                step.inputs().stream().map(value -> number.applyAsInt(value)).toList();
        int first = inputs.get(0);
        if (step instanceof Convolution s) {
            OptionalInt addend = inputs.size() > 1 ? OptionalInt.of(inputs.get(1)) : OptionalInt.empty();
            return new Convolution(
                    s.name(), first, s.window(), s.groups(), s.weights(), s.epilogue(), addend, s.output());
        } else if (step instanceof Pooling s) {
            return new Pooling(s.name(), first, s.window(), s.kind(), s.output());
        } else if (step instanceof Combination s) {
            return new Combination(s.name(), inputs, s.operation(), s.activation(), s.output());
        } else if (step instanceof Concatenation s) {
            return new Concatenation(s.name(), inputs, s.output());
        } else if (step instanceof Scaling s) {
            return new Scaling(s.name(), first, s.scale(), s.shift(), s.activation(), s.output());
        } else if (step instanceof Framing s) {
            return new Framing(s.name(), first, s.top(), s.left(), s.output());
        } else if (step instanceof Pointwise s) {
            return new Pointwise(s.name(), first, s.function(), s.alpha(), s.output());
        } else if (step instanceof Softmax s) {
            return new Softmax(s.name(), first, s.output());
        }
        Foreign s = (Foreign) step;
        return new Foreign(s.name(), inputs, s.layer(), s.reason(), s.output());
    }
}
