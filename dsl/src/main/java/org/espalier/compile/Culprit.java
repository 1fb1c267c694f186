package org.espalier.compile;

import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.espalier.program.CompiledProgram;
import org.espalier.program.JavaProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.program.Step;

/** Looks for the first step that went wrong where a compiled network disagrees with DL4J. */
final class Culprit {
    private final Program program;
    private final FloatBuffer in;
    private final int examples;

    Culprit(Program program, FloatBuffer in, int examples) {
        this.program = program;
        this.in = in;
        this.examples = examples;
    }

    /** The first step that a backend computes otherwise than plain sums in double precision. */
    Optional<Step> inBackend(ProgramBackend backend, int batch) {
        for (int step = 0; step < program.steps().size(); step++) {
            Program upTo = upTo(step);
            float[] found;
            try (CompiledProgram compiled = backend.compile(upTo, batch)) {
                found = run(compiled, upTo);
            }
            if (!Agreement.of(plain(upTo), found, examples).holds()) {
                return Optional.of(program.steps().get(step));
            }
        }
        return Optional.empty();
    }

    /**
     * The first step after the last whose values are those of one of DL4J's layers. Values before an activation are no
     * layer's, so not every step that agrees with none is wrong.
     *
     * @param layers what DL4J's layers gave for the same input, {@code [examples, channels, height, width]} each
     */
    Optional<Step> inTranslation(Collection<float[]> layers) {
        for (int step = program.steps().size() - 1; step >= 0; step--) {
            float[] found = plain(upTo(step));
            boolean agrees = layers.stream()
                    .filter(layer -> layer.length == found.length)
                    .anyMatch(layer -> Agreement.of(layer, found, examples).holds());
            if (agrees) {
                return program.steps().stream().skip(step + 1).findFirst();
            }
        }
        return Optional.of(program.steps().get(0));
    }

    private Program upTo(int step) {
        return new Program(program.input(), List.copyOf(program.steps().subList(0, step + 1)));
    }

    private float[] plain(Program upTo) {
        try (CompiledProgram plain = new JavaProgram(upTo, 1, new PlainSums())) {
            return run(plain, upTo);
        }
    }

    private float[] run(CompiledProgram compiled, Program upTo) {
        float[] out = new float[examples * upTo.output().values()];
        compiled.execute(examples, in.duplicate(), FloatBuffer.wrap(out));
        return out;
    }
}
