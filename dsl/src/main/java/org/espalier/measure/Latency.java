package org.espalier.measure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Wall-clock time of a forward pass on this machine, after warming up. Percentiles are by nearest rank: a time that
 * really occurred.
 *
 * <pre>{@code
 * Latency.of(network, 32, 1, 28, 28).medianMillis()
 * }</pre>
 *
 * @param medianMillis milliseconds per call for the whole batch
 * @param p95Millis 95 of 100 calls took no longer
 * @param repeats timed calls, at least 30, or 5 for a candidate that had a limit
 * @param batch examples per call
 * @param shape of one example, without the batch dimension
 * @param device the processor
 * @param backend what computed it
 * @param threads that native operations may use
 */
public record Latency(
        double medianMillis,
        double p95Millis,
        int repeats,
        int batch,
        List<Long> shape,
        String device,
        String backend,
        int threads) {
    private static final long INPUT_SEED = 20_240_229;

    /** Copies the shape. */
    public Latency {
        shape = List.copyOf(shape);
    }

    /**
     * Times a network on fixed random input (standard normal): at least 30 calls, more within about a second.
     *
     * @param batch examples per call, at least 1
     * @param exampleShape without the batch dimension, such as {@code 1, 28, 28}
     * @throws IllegalArgumentException if batch or shape has a size below 1
     */
    public static Latency of(Network network, int batch, long... exampleShape) {
        return compare(Map.of("", network), batch, exampleShape)
                .values()
                .iterator()
                .next();
    }

    /**
     * Times several networks on the same input, in turn and in another order each round, so that noise hits all alike.
     *
     * <pre>{@code
     * Latency.compare(Map.of("dense", dense, "pruned", pruned), 1, 1, 28, 28)
     * }</pre>
     *
     * @return by name, in the order given
     * @throws IllegalArgumentException if batch or shape has a size below 1, or there is no network
     */
    public static Map<String, Latency> compare(Map<String, Network> networks, int batch, long... exampleShape) {
        if (batch < 1) {
            throw new IllegalArgumentException("latency: batch must be at least 1, found " + batch);
        }
        INDArray features = randomInput(Shapes.batched(batch, exampleShape));
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        networks.forEach((name, network) -> candidates.put(name, Candidate.of(network, features)));
        return race(candidates, batch, exampleShape);
    }

    /**
     * Times any calls in turn, for instance a compiled sparse network beside the dense one.
     *
     * @param batch examples that each call computes
     * @param exampleShape of one of them
     * @return by name, in the order given
     * @throws IllegalArgumentException if there is no candidate
     */
    public static Map<String, Latency> race(Map<String, Candidate> candidates, int batch, long... exampleShape) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("latency: expected at least one candidate to time, found none");
        }
        List<Long> shape = Arrays.stream(exampleShape).boxed().toList();
        Map<String, Latency> measured = new LinkedHashMap<>();
        for (Stopwatch.Lane lane : Stopwatch.time(candidates)) {
            String backend = lane.candidate().backend();
            measured.put(lane.name(), ofSamples(lane.nanos(), batch, shape, Device.name(), backend, Device.threads()));
        }
        return measured;
    }

    /**
     * How many times faster this is than the baseline, by the medians; 2 is twice as fast.
     *
     * @throws IllegalArgumentException if batch or shape differ
     */
    public double speedUpOver(Latency baseline) {
        if (batch != baseline.batch || !shape.equals(baseline.shape)) {
            throw new IllegalArgumentException(
                    "expected latencies of one batch size and shape, found batch %d of %s and batch %d of %s"
                            .formatted(batch, shape, baseline.batch, baseline.shape));
        }
        return baseline.medianMillis / medianMillis;
    }

    /** From nanoseconds per call, at least one. */
    static Latency ofSamples(
            List<Long> nanos, int batch, List<Long> shape, String device, String backend, int threads) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return new Latency(
                millis(sorted, 0.5), millis(sorted, 0.95), nanos.size(), batch, shape, device, backend, threads);
    }

    private static double millis(List<Long> sorted, double fraction) {
        int rank = (int) Math.ceil(fraction * sorted.size());
        return sorted.get(rank - 1) / 1e6;
    }

    private static INDArray randomInput(long... shape) {
        // Not ND4J's generator: timing must not change what the next training run draws.
        Random random = new Random(INPUT_SEED);
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, shape, 'c');
    }
}
