package org.espalier.measure;

import java.time.Duration;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Something whose calls can be timed against others.
 *
 * @param backend what computes it, for the table
 * @param call the timed work
 * @param release what follows each call outside the timing, such as freeing the result
 * @param limit of all calls together, after which it sits out, though not before five
 */
public record Candidate(String backend, Runnable call, Runnable release, Duration limit) {
    private static final Duration NONE = Duration.ofDays(365);

    /** Work without a limit. */
    public Candidate(String backend, Runnable call, Runnable release) {
        this(backend, call, release, NONE);
    }

    /** Work that leaves nothing to free. */
    public Candidate(String backend, Runnable call) {
        this(backend, call, () -> {});
    }

    /** The same with a limit, for what may take seconds a call. */
    public Candidate within(Duration time) {
        return new Candidate(backend, call, release, time);
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
