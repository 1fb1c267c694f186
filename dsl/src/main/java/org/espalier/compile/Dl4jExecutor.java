package org.espalier.compile;

import java.nio.FloatBuffer;
import org.espalier.model.Network;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Calls DL4J: what is left where no backend runs. One thread at a time, since DL4J's layers keep what they see. */
final class Dl4jExecutor implements Executor {
    private final Ends ends;
    private final DataType type;
    private @Nullable Network network;

    Dl4jExecutor(Network network, Ends ends) {
        this.network = network;
        this.ends = ends;
        this.type = type(network);
    }

    /** Of the parameters, and so of what goes in. */
    static DataType type(Network network) {
        return network.dl4j().params().dataType();
    }

    @Override
    public synchronized void execute(int examples, FloatBuffer in, FloatBuffer out) {
        if (network == null) {
            throw new IllegalStateException("this network is closed; compile it again");
        }
        float[] features = new float[in.remaining()];
        in.duplicate().get(features);
        End input = ends.input();
        End output = ends.output();
        INDArray found = network.output(input.layout().array(features, examples, input.shape(), type));
        out.duplicate().put(output.layout().values(found, examples, output.shape()));
    }

    @Override
    public synchronized void close() {
        network = null;
    }
}
