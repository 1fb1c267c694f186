package org.espalier.kernels.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Times of competitors that took turns in one process, so that a busy neighbour slows all of them: in another order each
 * round, and each timed stretch right after an untimed run of the same competitor, which fetches its data back into the
 * caches. Time is the calling thread's CPU time for competitors that compute in that thread alone, else wall time.
 *
 * @param nanos of one run, by competitor, in the order of the rounds
 */
record Race(Map<String, double[]> nanos) {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();
    private static final long WARM_NANOS = 200_000_000;
    private static final int WARM_RUNS = 5;
    private static final int COLD_MATTERS_UP_TO_NANOS = 100_000_000;
    private static final long SPINNING_MILLIS = 100;
    private static final int WAKING_STRETCHES = 4;
    private static final int DRAWS = 2_000;

    /**
     * Of competitors that compute in the calling thread alone.
     *
     * @param rounds timed stretches of each competitor
     * @param stretchNanos how long one stretch lasts at least; one run if that lasts longer
     */
    static Race of(Map<String, Runnable> competitors, int rounds, long stretchNanos) {
        return of(competitors, rounds, stretchNanos, 1);
    }

    /** Of competitors that compute in so many threads. */
    static Race of(Map<String, Runnable> competitors, int rounds, long stretchNanos, int threads) {
        LongSupplier clock = threads == 1 ? THREAD::getCurrentThreadCpuTime : System::nanoTime;
        Map<String, Integer> runs = new LinkedHashMap<>();
        Map<String, double[]> nanos = new LinkedHashMap<>();
        competitors.forEach((name, competitor) -> {
            warmUp(clock, competitor);
            runs.put(name, runsIn(clock, stretchNanos, competitor));
            nanos.put(name, new double[rounds]);
        });
        List<String> order = new ArrayList<>(competitors.keySet());
        Random random = new Random(7);
        for (int round = 0; round < rounds; round++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                Runnable competitor = competitors.get(name);
                if (threads > 1) {
                    untilOthersSleep();
                    runsIn(clock, WAKING_STRETCHES * stretchNanos, competitor);
                }
                if (round == 0 || nanos.get(name)[0] < COLD_MATTERS_UP_TO_NANOS) {
                    time(clock, competitor, 1);
                }
                nanos.get(name)[round] = time(clock, competitor, runs.get(name)) / runs.get(name);
            }
        }
        return new Race(nanos);
    }

    /**
     * OpenMP's idle threads spin for many milliseconds after their last work, on the core that the next competitor's
     * thread needs.
     */
    private static void untilOthersSleep() {
        try {
            Thread.sleep(SPINNING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted between two competitors", e);
        }
    }

    /** Nanoseconds of one run. */
    double median(String name) {
        return median(nanos.get(name));
    }

    /** How many times faster one competitor is than another. */
    Ratio speedUp(String name, String over) {
        double[] fast = nanos.get(name);
        double[] slow = nanos.get(over);
        double[] drawn = new double[DRAWS];
        Random random = new Random(7);
        for (int draw = 0; draw < DRAWS; draw++) {
            int[] rounds = random.ints(fast.length, 0, fast.length).toArray();
            drawn[draw] = medianOf(slow, rounds) / medianOf(fast, rounds);
        }
        Arrays.sort(drawn);
        return new Ratio(median(slow) / median(fast), drawn[DRAWS * 25 / 1000], drawn[DRAWS * 975 / 1000]);
    }

    /**
     * A ratio of two medians.
     *
     * @param low,high the middle 95 % of the ratios that bootstrapping the rounds gives
     */
    record Ratio(double value, double low, double high) {}

    private static double medianOf(double[] all, int[] rounds) {
        return median(Arrays.stream(rounds).mapToDouble(round -> all[round]).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static void warmUp(LongSupplier clock, Runnable competitor) {
        double spent = 0;
        for (int run = 0; run < WARM_RUNS || spent < WARM_NANOS; run++) {
            spent += time(clock, competitor, 1);
        }
    }

    private static int runsIn(LongSupplier clock, long stretchNanos, Runnable competitor) {
        int runs = 1;
        while (time(clock, competitor, runs) < stretchNanos) {
            runs *= 2;
        }
        return runs;
    }

    private static double time(LongSupplier clock, Runnable competitor, int runs) {
        long start = clock.getAsLong();
        for (int i = 0; i < runs; i++) {
            competitor.run();
        }
        return clock.getAsLong() - start;
    }
}
