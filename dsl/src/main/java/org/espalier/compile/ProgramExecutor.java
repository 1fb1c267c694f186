package org.espalier.compile;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.espalier.program.CompiledProgram;

/**
 * A network compiled in two ways: for one example, and for groups side by side. A batch is cut into full groups; what is
 * left over goes by whichever way takes less, a group that is not full or one by one.
 *
 * @param single for one example; may be absent if {@code grouped} is not
 * @param grouped for many
 * @param groupFrom so many examples left over are a group of their own
 */
record ProgramExecutor(Optional<CompiledProgram> single, Optional<CompiledProgram> grouped, int groupFrom)
        implements Executor {

    /** How many of a batch go by groups; the others one by one. */
    private int byGroups(int examples) {
        if (grouped.isEmpty()) {
            return 0;
        }
        int left = examples % grouped.get().lanes();
        return single.isEmpty() || left >= groupFrom ? examples : examples - left;
    }

    @Override
    public void execute(int examples, FloatBuffer in, FloatBuffer out) {
        int first = byGroups(examples);
        if (first > 0) {
            grouped.orElseThrow().execute(first, part(in, 0, first, examples), part(out, 0, first, examples));
        }
        if (first < examples) {
            single.orElseThrow()
                    .execute(
                            examples - first,
                            part(in, first, examples, examples),
                            part(out, first, examples, examples));
        }
    }

    /** As {@link CompiledProgram#time}. */
    long[] time(int examples, FloatBuffer in, FloatBuffer out) {
        int first = byGroups(examples);
        long[] nanos = {};
        if (first > 0) {
            nanos = grouped.orElseThrow().time(first, part(in, 0, first, examples), part(out, 0, first, examples));
        }
        if (first < examples) {
            long[] more = single.orElseThrow()
                    .time(examples - first, part(in, first, examples, examples), part(out, first, examples, examples));
            for (int i = 0; i < nanos.length; i++) {
                more[i] += nanos[i];
            }
            nanos = more;
        }
        return nanos;
    }

    private static FloatBuffer part(FloatBuffer all, int from, int to, int examples) {
        int values = all.remaining() / examples;
        return all.slice(all.position() + from * values, (to - from) * values);
    }

    @Override
    public void close() {
        single.ifPresent(CompiledProgram::close);
        grouped.ifPresent(CompiledProgram::close);
    }
}
