package org.espalier.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.program.Instruction;
import org.espalier.program.Region;
import org.jspecify.annotations.Nullable;

/** One batch on its way through a program. */
final class Execution {
    private final Assembly assembly;
    private final Crew crew;
    private final int examples;
    private final Ends ends;
    private final Stopwatch watch;
    private final int groups;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Execution(Assembly assembly, Crew crew, int examples, Ends ends, Stopwatch watch) {
        this.assembly = assembly;
        this.crew = crew;
        this.examples = examples;
        this.ends = ends;
        this.watch = watch;
        this.groups = (examples - 1) / assembly.lanes() + 1;
    }

    void run() {
        long workspace = ProgramKernels.take(assembly.address());
        if (workspace == 0) {
            throw noRoom();
        }
        try {
            if (groups == 1 || crew.size() == 1 || watch.runs()) {
                boolean shared = crew.size() > 1 && assembly.worthHelp();
                for (int group = 0; group < groups; group++) {
                    run(workspace, group, shared);
                }
            } else {
                crew.with(this::helpWithGroups, () -> runGroups(workspace));
                rethrow(failure.get());
            }
        } finally {
            ProgramKernels.give(assembly.address(), workspace);
        }
    }

    private OutOfMemoryError noRoom() {
        return new OutOfMemoryError(
                "no room outside the Java heap for a program's arena of %d bytes".formatted(assembly.arenaBytes()));
    }

    /** Without room for a second workspace there is no help, but also no harm. */
    private void helpWithGroups() {
        long workspace = ProgramKernels.take(assembly.address());
        if (workspace != 0) {
            runGroups(workspace);
            ProgramKernels.give(assembly.address(), workspace);
        }
    }

    private void runGroups(long workspace) {
        try {
            for (int group = next.getAndIncrement(); group < groups; group = next.getAndIncrement()) {
                run(workspace, group, false);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(groups);
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    private void run(long workspace, int group, boolean shared) {
        int first = group * assembly.lanes();
        int count = Math.min(assembly.lanes(), examples - first);
        List<Assembly.Stretch> stretches = assembly.stretches();
        for (int i = 0; i < stretches.size(); i++) {
            Assembly.Stretch stretch = stretches.get(i);
            boolean takesIn = i == 0;
            boolean givesOut = i == stretches.size() - 1;
            watch.start();
            if (shared) {
                ProgramKernels.open(workspace);
                crew.with(() -> ProgramKernels.help(assembly.address(), workspace), () -> {
                    try {
                        run(workspace, stretch, first, count, takesIn, givesOut);
                    } finally {
                        ProgramKernels.close(workspace);
                    }
                });
            } else {
                run(workspace, stretch, first, count, takesIn, givesOut);
            }
            if (stretch.then() != null) {
                call(workspace, stretch.then(), count);
                watch.spentOn(stretch.then().step());
            }
        }
    }

    private void run(
            long workspace, Assembly.Stretch stretch, int first, int count, boolean takesIn, boolean givesOut) {
        if (!watch.runs()) {
            run(workspace, stretch.first(), stretch.end(), first, count, takesIn, givesOut);
            return;
        }
        watch.start();
        if (takesIn) {
            run(workspace, 0, 0, first, count, true, false);
            watch.spentOnEnds();
        }
        for (int at = stretch.first(); at < stretch.end(); at++) {
            run(workspace, at, at + 1, first, count, false, false);
            watch.spentOn(assembly.step(at));
        }
        if (givesOut) {
            run(workspace, 0, 0, first, count, false, true);
            watch.spentOnEnds();
        }
    }

    private void run(long workspace, int begin, int end, int example, int count, boolean takesIn, boolean givesOut) {
        boolean enough = ProgramKernels.run(
                assembly.address(),
                workspace,
                begin,
                end,
                takesIn ? ends.in() : null,
                takesIn ? ends.from(example) : 0,
                givesOut ? ends.out() : null,
                givesOut ? ends.to(example) : 0,
                count);
        if (!enough) {
            throw new OutOfMemoryError("no room outside the Java heap to pack a product's input");
        }
    }

    private void call(long workspace, Instruction.Call call, int count) {
        List<float[]> in = new ArrayList<>();
        for (Region region : call.in()) {
            float[] values = new float[Math.multiplyExact(count, region.shape().values())];
            copy(workspace, region, values, count, true);
            in.add(values);
        }
        float[] out = new float[Math.multiplyExact(count, call.out().shape().values())];
        call.foreign().layer().compute(count, in, out);
        copy(workspace, call.out(), out, count, false);
    }

    private void copy(long workspace, Region region, float[] values, int count, boolean fromWorkspace) {
        long[] place = Assembly.numbers(region).toArray();
        boolean enough = fromWorkspace
                ? ProgramKernels.fetch(assembly.address(), workspace, place, values, count)
                : ProgramKernels.bring(assembly.address(), workspace, place, values, count);
        if (!enough) {
            throw new OutOfMemoryError("no room to hand %d floats to the native side".formatted(values.length));
        }
    }
}
