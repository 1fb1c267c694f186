package org.espalier.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times candidates in turn, so that whatever else the machine does hits them alike: in another order each round, and each
 * timed call right after an untimed one of the same candidate. Without that, whoever comes after a large network finds
 * its data gone from the caches and seems 5–10 % slower than it is.
 */
final class Stopwatch {
    private static final long MILLI = 1_000_000;
    private static final int WARM_CALLS = 10;
    private static final long WARM_NANOS = 200 * MILLI;
    private static final long WARM_LIMIT = 2_000 * MILLI;
    private static final int STABLE_CALLS = 3;
    private static final double STABLE_RATIO = 1.1;

    static final int MIN_REPEATS = 30;
    private static final int LEAST_OF_THE_SLOW = 5;
    private static final int MAX_REPEATS = 1_000;
    private static final long BUDGET = 1_000 * MILLI;

    private static final long ORDER_SEED = 7;

    private Stopwatch() {}

    /** A candidate and the nanoseconds of each of its calls so far. */
    record Lane(String name, Candidate candidate, List<Long> nanos) {
        private void call() {
            once(candidate);
            nanos.add(once(candidate));
        }

        private boolean within() {
            return nanos.size() < LEAST_OF_THE_SLOW
                    || spent() <= candidate.limit().toNanos();
        }

        /** Each timed call came after one that was not. */
        private long spent() {
            return 2 * nanos.stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Nanoseconds of each call: at least 30 calls of each candidate, more while the budget of one second per candidate
     * lasts; the same number of calls for each but those that have used up their limit.
     */
    static List<Lane> time(Map<String, Candidate> candidates) {
        List<Lane> lanes = new ArrayList<>();
        candidates.forEach((name, candidate) -> lanes.add(new Lane(name, candidate, new ArrayList<>())));
        lanes.forEach(lane -> warmUp(lane.candidate()));
        // ND4J can be set to call the collector now and then; not while the clock runs.
        var memory = Nd4j.getMemoryManager();
        boolean periodic = memory.isPeriodicGcActive();
        memory.togglePeriodicGc(false);
        try {
            long start = System.nanoTime();
            long budget = BUDGET * lanes.size();
            List<Lane> order = new ArrayList<>(lanes);
            Random random = new Random(ORDER_SEED);
            for (int round = 0; round < MAX_REPEATS; round++) {
                if (round >= MIN_REPEATS && System.nanoTime() - start > budget) {
                    break;
                }
                if (Thread.interrupted()) {
                    throw new CancellationException("interrupted while measuring latency");
                }
                Collections.shuffle(order, random);
                order.stream().filter(Lane::within).forEach(Lane::call);
            }
        } finally {
            memory.togglePeriodicGc(periodic);
        }
        return lanes;
    }

    /** At least 10 calls or 200 ms, then on until three calls in a row agree within 10 %, for at most two seconds. */
    private static void warmUp(Candidate candidate) {
        List<Long> calls = new ArrayList<>();
        long start = System.nanoTime();
        long spent = 0;
        boolean warm = false;
        while (calls.size() < STABLE_CALLS || (spent < WARM_LIMIT && !warm)) {
            calls.add(once(candidate));
            spent = System.nanoTime() - start;
            warm = (calls.size() >= WARM_CALLS || spent >= WARM_NANOS) && stable(calls);
        }
    }

    private static boolean stable(List<Long> calls) {
        if (calls.size() < STABLE_CALLS) {
            return false;
        }
        var last = calls.subList(calls.size() - STABLE_CALLS, calls.size()).stream()
                .mapToLong(Long::longValue)
                .summaryStatistics();
        return last.getMax() <= STABLE_RATIO * last.getMin();
    }

    private static long once(Candidate candidate) {
        long start = System.nanoTime();
        candidate.call().run();
        long nanos = System.nanoTime() - start;
        candidate.release().run();
        return nanos;
    }
}
