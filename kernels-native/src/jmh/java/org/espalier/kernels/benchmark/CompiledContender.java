package org.espalier.kernels.benchmark;

import java.util.function.UnaryOperator;
import org.espalier.compile.CompileOptions;
import org.espalier.compile.SparseNetwork;
import org.espalier.model.Network;
import org.espalier.zoo.Images;

/** A network compiled for the backend that is best here, called with arrays as a user would. */
final class CompiledContender implements Contender {
    private final SparseNetwork compiled;
    private final float[] features;
    private final int examples;
    private float[] result = {};

    /** @param options what is decided otherwise than on one thread, for this batch size alone */
    CompiledContender(Network network, Images images, Tensor batch, UnaryOperator<CompileOptions> options) {
        compiled = SparseNetwork.compile(
                network.dl4j(),
                options.apply(CompileOptions.defaults()
                        .threads(1)
                        .batches(batch.examples())
                        .input(images.channels(), images.height(), images.width())));
        features = batch.array();
        examples = batch.examples();
    }

    @Override
    public void run() {
        result = compiled.output(features, examples);
    }

    @Override
    public float[] output() {
        return result;
    }

    @Override
    public void close() {
        compiled.close();
    }
}
