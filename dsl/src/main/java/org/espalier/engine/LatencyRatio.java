package org.espalier.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.measure.Latency;
import org.espalier.model.Network;

/**
 * What fraction of the dense model's latency others take, timed beside it.
 *
 * @param dense the model, oneDNN in use
 * @param batch examples per call
 * @param exampleShape without the batch dimension
 */
record LatencyRatio(Network dense, int batch, long... exampleShape) {

    double ratio(Network other) {
        Map<String, Network> both = new LinkedHashMap<>();
        both.put("dense", dense);
        both.put("other", other);
        Map<String, Latency> measured = Latency.compare(both, batch, exampleShape);
        return median(measured, "other") / median(measured, "dense");
    }

    private static double median(Map<String, Latency> measured, String name) {
        Latency latency = measured.get(name);
        if (latency == null) {
            throw new IllegalStateException("no latency of " + name);
        }
        return latency.medianMillis();
    }
}
