package org.espalier.measure;

import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Something whose calls can be timed against others.
 *
 * @param backend what computes it, for the table
 * @param call the timed work
 * @param release what follows each call outside the timing, such as freeing the result
 */
public record Candidate(String backend, Runnable call, Runnable release) {

    /** Work that leaves nothing to free. */
    public Candidate(String backend, Runnable call) {
        this(backend, call, () -> {});
    }

    /** A network's forward pass on a fixed input. */
    public static Candidate of(Network network, INDArray features) {
        INDArray[] result = new INDArray[1];
        return new Candidate(network.backend(), () -> result[0] = network.output(features), () -> {
            // Freed here and now: left to the garbage collector, native memory would be freed during a later call.
            if (result[0] != features && result[0].closeable()) {
                result[0].close();
            }
        });
    }
}
