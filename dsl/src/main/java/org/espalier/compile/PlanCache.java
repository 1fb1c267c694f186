package org.espalier.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.program.Shape;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Window;

/**
 * What was measured in this JVM, so that compiling alike networks again is quick and comes out the same. What was measured
 * first stays.
 */
final class PlanCache {
    static final PlanCache SHARED = new PlanCache();

    private final Map<LayerKey, Map<WeightFormat, Long>> layers = new ConcurrentHashMap<>();
    private final Map<NetworkKey, Verdict> networks = new ConcurrentHashMap<>();

    /**
     * Where something runs.
     *
     * @param machine what the backend found here, its instruction set among it
     * @param batch the batch size, rounded up to a power of two
     */
    record Place(String backend, String machine, int threads, int batch) {
        Place {
            batch = batch <= 1 ? 1 : Integer.highestOneBit(batch - 1) << 1;
        }
    }

    /**
     * What the time of a layer depends on.
     *
     * @param density alike within 9 %, as are how full blocks of 4 and 8 rows are
     */
    record LayerKey(
            Place place,
            Window window,
            int groups,
            Shape in,
            Shape out,
            boolean addend,
            int density,
            int fours,
            int eights) {
        static LayerKey of(Place place, Convolution layer, Shape in, Fill fill) {
            return new LayerKey(
                    place,
                    layer.window(),
                    layer.groups(),
                    in,
                    layer.output(),
                    layer.addend().isPresent(),
                    Fill.bucket(fill.nonZeros(), fill.values()),
                    Fill.bucket(fill.inFours(), fill.values()),
                    Fill.bucket(fill.inEights(), fill.values()));
        }
    }

    /**
     * A whole network with what could be chosen for each layer.
     *
     * @param steps each step in words, weights by their keys
     */
    record NetworkKey(Place place, List<?> steps) {}

    /**
     * What came of timing a whole network.
     *
     * @param formats by convolution, in order
     * @param nanos of one group of examples
     * @param remarks for the report
     */
    record Verdict(List<WeightFormat> formats, long nanos, List<String> remarks) {}

    /** The times of a layer by format, if all of these were measured. */
    Optional<Map<WeightFormat, Long>> times(LayerKey key, List<WeightFormat> formats) {
        return Optional.ofNullable(layers.get(key))
                .filter(times -> times.keySet().containsAll(formats));
    }

    void keep(LayerKey key, Map<WeightFormat, Long> times) {
        layers.merge(key, times, (first, later) -> {
            Map<WeightFormat, Long> all = new LinkedHashMap<>(later);
            all.putAll(first);
            return all;
        });
    }

    Optional<Verdict> verdict(NetworkKey key) {
        return Optional.ofNullable(networks.get(key));
    }

    Verdict keep(NetworkKey key, Verdict verdict) {
        Verdict first = networks.putIfAbsent(key, verdict);
        return first == null ? verdict : first;
    }
}
