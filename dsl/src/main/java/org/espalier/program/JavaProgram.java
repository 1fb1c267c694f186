package org.espalier.program;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Runs a lowered program in Java, on arenas in the heap; products are left to a {@link Products}. Everything else is a few
 * percent of a network's work and done here in plain loops.
 */
public final class JavaProgram implements CompiledProgram {
    /** How a backend written in Java computes products. */
    public interface Products {
        /** Computes one, for each lane; weights come as they are in the instruction. */
        void run(Instruction.Product product, int lanes, float[] arena);

        /** Packs whatever a product needs, once. */
        default void prepare(Instruction.Product product, int lanes) {}
    }

    private final Program program;
    private final Lowered lowered;
    private final Products products;
    private final Queue<float[]> free = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * Makes a program ready.
     *
     * @param lanes examples side by side
     */
    public JavaProgram(Program program, int lanes, Products products) {
        this.program = program;
        this.lowered = Lowering.of(program, lanes);
        this.products = products;
        for (Instruction instruction : lowered.instructions()) {
            if (instruction instanceof Instruction.Product product) {
                products.prepare(product, lanes);
            }
        }
    }

    @Override
    public int lanes() {
        return lowered.lanes();
    }

    @Override
    public long arenaBytes() {
        return 4L * lowered.floats();
    }

    @Override
    public void execute(int examples, FloatBuffer in, FloatBuffer out) {
        run(examples, in, out, new long[program.steps().size() + 1]);
    }

    @Override
    public long[] time(int examples, FloatBuffer in, FloatBuffer out) {
        long[] nanoseconds = new long[program.steps().size() + 1];
        run(examples, in, out, nanoseconds);
        return nanoseconds;
    }

    private void run(int examples, FloatBuffer in, FloatBuffer out, long[] nanoseconds) {
        Batches.check(program, examples, in, out);
        if (closed) {
            throw new IllegalStateException("this program is closed");
        }
        float[] taken = free.poll();
        float[] arena = taken == null ? new float[lowered.floats()] : taken;
        for (int first = 0; first < examples; first += lowered.lanes()) {
            int count = Math.min(lowered.lanes(), examples - first);
            long start = System.nanoTime();
            load(arena, in, first, count);
            long before = System.nanoTime();
            nanoseconds[nanoseconds.length - 1] += before - start;
            for (Instruction instruction : lowered.instructions()) {
                run(instruction, count, arena);
                long after = System.nanoTime();
                nanoseconds[instruction.step()] += after - before;
                before = after;
            }
            store(arena, out, first, count);
            nanoseconds[nanoseconds.length - 1] += System.nanoTime() - before;
        }
        free.add(arena);
    }

    private void run(Instruction instruction, int count, float[] arena) {
        int lanes = lowered.lanes();
        if (instruction instanceof Instruction.Product i) {
            products.run(i, lanes, arena);
        } else if (instruction instanceof Instruction.Pool i) {
            JavaPooling.run(i, lanes, arena);
        } else if (instruction instanceof Instruction.Combine i) {
            JavaInstructions.combine(i, lanes, arena);
        } else if (instruction instanceof Instruction.Move i) {
            JavaInstructions.move(i, lanes, arena);
        } else if (instruction instanceof Instruction.Scale i) {
            JavaInstructions.scale(i, lanes, arena);
        } else if (instruction instanceof Instruction.Apply i) {
            JavaInstructions.apply(i, lanes, arena);
        } else if (instruction instanceof Instruction.Soften i) {
            JavaInstructions.soften(i, lanes, arena);
        } else if (instruction instanceof Instruction.Call i) {
            call(i, count, arena);
        }
    }

    /** Lanes without an example hold leftovers, which nobody's layer shall see. */
    private void call(Instruction.Call i, int count, float[] arena) {
        int lanes = lowered.lanes();
        List<float[]> in = new ArrayList<>();
        for (Region region : i.in()) {
            float[] values = new float[count * region.shape().values()];
            copy(region, lanes, count, arena, FloatBuffer.wrap(values), true);
            in.add(values);
        }
        float[] out = new float[count * i.out().shape().values()];
        i.foreign().layer().compute(count, in, out);
        copy(i.out(), lanes, count, arena, FloatBuffer.wrap(out), false);
    }

    private void load(float[] arena, FloatBuffer in, int first, int count) {
        int values = program.input().values();
        copy(
                lowered.in(),
                lowered.lanes(),
                count,
                arena,
                in.slice(in.position() + first * values, count * values),
                false);
    }

    private void store(float[] arena, FloatBuffer out, int first, int count) {
        int values = program.output().values();
        copy(
                lowered.out(),
                lowered.lanes(),
                count,
                arena,
                out.slice(out.position() + first * values, count * values),
                true);
    }

    /** Between {@code [examples, channels, height, width]} and a region. */
    private static void copy(
            Region region, int lanes, int count, float[] arena, FloatBuffer values, boolean fromArena) {
        int at = 0;
        for (int lane = 0; lane < count; lane++) {
            for (int c = 0; c < region.channels(); c++) {
                for (int y = 0; y < region.height(); y++) {
                    int place = region.at(c, y, 0) * lanes + lane;
                    for (int x = 0; x < region.width(); x++, at++, place += lanes) {
                        if (fromArena) {
                            values.put(at, arena[place]);
                        } else {
                            arena[place] = values.get(at);
                        }
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        free.clear();
    }
}
