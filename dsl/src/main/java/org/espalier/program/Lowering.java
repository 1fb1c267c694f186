package org.espalier.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Step.Softmax;
import org.jspecify.annotations.Nullable;

/**
 * Lays a program out in an arena: which value lies where, and what is done with it. A convolution becomes a product with
 * shifted views of its input, without a copy unless it has a stride; no value is ever transposed.
 *
 * <pre>{@code
 * Lowering.of(program, 16).instructions().forEach(System.out::println)
 * }</pre>
 */
public final class Lowering {
    /** Floats of nobody's before the first value and after the last. */
    public static final int SLACK = 1024;

    private final Program program;
    private final int lanes;
    private final Sharing sharing;
    private final Arena arena;
    private final Arena.Tenant[] tenants;
    private final Arena.@Nullable Tenant[] phases;
    private final List<Instruction> instructions = new ArrayList<>();

    private Lowering(Program program, int lanes) {
        this.program = program;
        this.lanes = lanes;
        this.sharing = Sharing.of(program);
        this.arena = new Arena(lanes);
        this.tenants = new Arena.Tenant[program.steps().size() + 1];
        this.phases = new Arena.Tenant[program.steps().size()];
    }

    /**
     * A program for so many examples side by side.
     *
     * @throws IllegalArgumentException if {@code lanes} is below 1, or the arena would exceed 2³¹ − 1 floats
     */
    public static Lowered of(Program program, int lanes) {
        if (lanes < 1) {
            throw new IllegalArgumentException("a program runs on at least one example at a time, found " + lanes);
        }
        try {
            return new Lowering(program, lanes).lowered();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "%d examples side by side need an arena of more than 2^31 - 1 floats; take fewer".formatted(lanes),
                    e);
        }
    }

    private Lowered lowered() {
        allot();
        int positions = arena.settle();
        Math.multiplyExact(positions, lanes);
        for (int step = 0; step < program.steps().size(); step++) {
            emit(step, program.steps().get(step));
        }
        return new Lowered(lanes, positions, region(0), region(program.steps().size()), instructions);
    }

    private void allot() {
        for (int value = 0; value < tenants.length; value++) {
            int host = sharing.host(value);
            if (host == value) {
                tenants[value] = arena.take(
                        program.shape(value), sharing.margins(value), sharing.from(value), sharing.to(value));
            }
        }
        for (int step = 0; step < phases.length; step++) {
            if (program.steps().get(step) instanceof Convolution c) {
                Shape in = program.shape(c.input());
                Spread spread = Spread.of(c, in);
                if (spread.strided()) {
                    phases[step] = arena.take(spread.phases(in), spread.margins(), step, step);
                }
            }
        }
    }

    private Region region(int value) {
        Region host = tenants[sharing.host(value)].region();
        return host.slice(sharing.firstChannel(value), program.shape(value).channels());
    }

    private void emit(int at, Step step) {
        Region out = region(at + 1);
        List<Region> in = step.inputs().stream().map(this::region).toList();
        if (step instanceof Convolution c) {
            convolve(at, c, in, out);
        } else if (step instanceof Pooling p) {
            instructions.add(new Instruction.Pool(at, p.window(), p.kind(), in.get(0), out));
        } else if (step instanceof Combination c) {
            instructions.add(new Instruction.Combine(at, c.operation(), c.activation(), in, out));
        } else if (step instanceof Concatenation c) {
            concatenate(at, c, in, out);
        } else if (step instanceof Scaling s) {
            instructions.add(new Instruction.Scale(at, s.scale(), s.shift(), s.activation(), in.get(0), out));
        } else if (step instanceof Framing f) {
            instructions.add(new Instruction.Move(at, -f.top(), -f.left(), 1, 1, in.get(0), out));
        } else if (step instanceof Pointwise p) {
            instructions.add(new Instruction.Apply(at, p.function(), p.alpha(), in.get(0), out));
        } else if (step instanceof Softmax) {
            instructions.add(new Instruction.Soften(at, in.get(0), out));
        } else if (step instanceof Foreign f) {
            instructions.add(new Instruction.Call(at, f, in, out));
        }
    }

    private void convolve(int at, Convolution c, List<Region> in, Region out) {
        Shape shape = program.shape(c.input());
        Spread spread = Spread.of(c, shape);
        Region from = in.get(0);
        Arena.Tenant dealt = phases[at];
        if (dealt != null) {
            from = dealt.region();
            int phase = 0;
            for (int y : spread.rows().phases()) {
                for (int x : spread.columns().phases()) {
                    instructions.add(new Instruction.Move(
                            at,
                            y,
                            x,
                            spread.rows().stride(),
                            spread.columns().stride(),
                            in.get(0),
                            from.slice(phase * shape.channels(), shape.channels())));
                    phase++;
                }
            }
        }
        Grouping grouping = Grouping.of(c, shape.channels());
        int[] offsets = spread.offsets(shape.channels(), grouping.channels(), from);
        instructions.add(new Instruction.Product(
                at,
                grouping.weights(),
                c.epilogue(),
                grouping.groups(),
                grouping.channels() * from.plane(),
                offsets,
                from,
                in.size() > 1 ? Optional.of(in.get(1)) : Optional.empty(),
                out));
    }

    private void concatenate(int at, Concatenation c, List<Region> in, Region out) {
        int channel = 0;
        for (int i = 0; i < in.size(); i++) {
            Region part = out.slice(channel, in.get(i).channels());
            if (!part.equals(in.get(i))) {
                instructions.add(new Instruction.Move(at, 0, 0, 1, 1, in.get(i), part));
            }
            channel += in.get(i).channels();
        }
    }
}
