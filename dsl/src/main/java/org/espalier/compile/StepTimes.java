package org.espalier.compile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.espalier.program.Program;

/**
 * Nanoseconds of each step over many runs of one way to compute a network, timed in turn with other ways.
 *
 * @param samples one array for each run: by step, then for input and output
 */
record StepTimes(List<long[]> samples) {
    private static final long MILLI = 1_000_000;
    private static final int WARM_CALLS = 5;
    private static final long WARM_LIMIT = 1_000 * MILLI;
    private static final int STABLE_CALLS = 3;
    private static final double STABLE_RATIO = 1.1;
    private static final long LONG = 50 * MILLI;
    private static final int MOST_ROUNDS = 301;
    private static final long ORDER_SEED = 7;
    private static final long INPUT_SEED = 20_240_229;

    /** Something that says how long each step took. */
    interface Timed {
        long[] time(int examples, FloatBuffer in, FloatBuffer out);
    }

    /**
     * How long to go on.
     *
     * @param least rounds, whatever they take
     * @param enough rounds after which the time may end it
     * @param millis for all candidates together
     * @param atMost beyond it {@code least} rounds do
     */
    record Patience(int least, int enough, long millis, long atMost) {
        static final Patience OF_A_TRIAL = new Patience(7, 15, 400, 6_000);
        static final Patience OF_A_TABLE = new Patience(30, 30, 1_000, 0);

        private boolean ends(int rounds, long nanos) {
            return rounds >= MOST_ROUNDS
                    || (rounds >= enough && nanos > millis * MILLI)
                    || (rounds >= least && nanos > Math.max(atMost, millis) * MILLI);
        }
    }

    /**
     * Times candidates in turn, in another order each round and each right after an untimed run of the same one, so that
     * whatever else the machine does hits them alike and nobody finds another's data in the caches. Long runs need none
     * before them.
     *
     * @return in the order of the candidates
     */
    static List<StepTimes> of(List<? extends Timed> candidates, Program program, int examples, Patience patience) {
        FloatBuffer in = input(program, examples);
        FloatBuffer out = direct((long) examples * program.output().values());
        List<StepTimes> times = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (Timed candidate : candidates) {
            order.add(times.size());
            times.add(new StepTimes(new ArrayList<>()));
            warmUp(candidate, examples, in, out);
        }
        Random random = new Random(ORDER_SEED);
        long start = System.nanoTime();
        for (int round = 0; !patience.ends(round, System.nanoTime() - start); round++) {
            if (Thread.interrupted()) {
                throw new CancellationException("interrupted while timing the layers");
            }
            Collections.shuffle(order, random);
            for (int i : order) {
                long[] run = candidates.get(i).time(examples, in, out);
                if (Arrays.stream(run).sum() < LONG) {
                    run = candidates.get(i).time(examples, in, out);
                }
                times.get(i).samples.add(run);
            }
        }
        return times;
    }

    private static void warmUp(Timed candidate, int examples, FloatBuffer in, FloatBuffer out) {
        List<Long> calls = new ArrayList<>();
        long start = System.nanoTime();
        boolean warm = false;
        while (!warm && (calls.isEmpty() || System.nanoTime() - start < WARM_LIMIT)) {
            calls.add(Arrays.stream(candidate.time(examples, in, out)).sum());
            List<Long> last = calls.subList(Math.max(0, calls.size() - STABLE_CALLS), calls.size());
            warm = calls.size() >= WARM_CALLS && Collections.max(last) <= STABLE_RATIO * Collections.min(last);
        }
    }

    /** Standard normal, the same each time. */
    static FloatBuffer input(Program program, int examples) {
        FloatBuffer in = direct((long) examples * program.input().values());
        Random random = new Random(INPUT_SEED);
        for (int i = 0; i < in.limit(); i++) {
            in.put(i, (float) random.nextGaussian());
        }
        return in;
    }

    static FloatBuffer direct(long floats) {
        return ByteBuffer.allocateDirect(Math.toIntExact(Float.BYTES * floats))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** These and others of the same work. */
    StepTimes and(StepTimes other) {
        List<long[]> all = new ArrayList<>(samples);
        all.addAll(other.samples);
        return new StepTimes(all);
    }

    /** The median of one step; at least 1, so that it can be divided by. */
    long median(int step) {
        return quantile(step, 2);
    }

    /**
     * The lower quartile of one step: what a plan is made by, since what other processes do to a step adds to it and never
     * takes away, and may hit more than half of few runs.
     */
    long quartile(int step) {
        return quantile(step, 4);
    }

    /** The quartiles of all steps together, input and output included. */
    long whole() {
        return IntStream.range(0, samples.get(0).length)
                .mapToLong(this::quartile)
                .sum();
    }

    private long quantile(int step, int parts) {
        long[] sorted =
                samples.stream().mapToLong(sample -> sample[step]).sorted().toArray();
        return Math.max(1, sorted[sorted.length / parts]);
    }
}
