package org.espalier.compile;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Both ends of a network, and the way through it. */
record Ends(End input, End output) {

    INDArray through(Executor executor, INDArray features) {
        int examples = input.examples(features);
        output.checkSize(examples);
        INDArray in = input.ordered(features, examples);
        INDArray out = output.fresh(examples);
        try {
            executor.execute(examples, End.memory(in), End.memory(out));
        } finally {
            Reference.reachabilityFence(in);
            Reference.reachabilityFence(out);
        }
        if (in != features && in.closeable()) {
            in.close();
        }
        return output.finished(out, examples);
    }

    float[] through(Executor executor, float[] features, int examples) {
        input.checkSize(examples);
        output.checkSize(examples);
        if (features.length != examples * input.shape().values()) {
            throw new IllegalArgumentException("%d examples of %s are %d values, found %d"
                    .formatted(examples, input.shape(), examples * input.shape().values(), features.length));
        }
        float[] out = new float[examples * output.shape().values()];
        executor.execute(examples, FloatBuffer.wrap(features), FloatBuffer.wrap(out));
        return out;
    }
}
