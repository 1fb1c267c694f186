package org.espalier.kernels.benchmark;

import org.espalier.model.Network;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's own forward pass. */
final class Dl4jContender implements Contender {
    private final Network network;
    private final INDArray features;
    private @Nullable INDArray result;

    Dl4jContender(Network network, Tensor batch) {
        this.network = network;
        this.features = batch.nd4j();
    }

    @Override
    public void run() {
        close();
        result = network.output(features);
    }

    @Override
    public float[] output() {
        return result == null ? new float[0] : result.dup('c').data().asFloat();
    }

    /** Frees the result: left to the garbage collector, its memory would be freed during some later call. */
    @Override
    public void close() {
        if (result != null && result.closeable()) {
            result.close();
        }
        result = null;
    }
}
