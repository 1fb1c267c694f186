package org.espalier.compile;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.espalier.model.Network;
import org.espalier.program.Program;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is compiled.
 *
 * @param program as translated or loaded
 * @param samples what DL4J gives
 * @param network DL4J's; empty for a loaded one that needs none
 */
record Source(Program program, Ends ends, Samples samples, Optional<Network> network) {

    /**
     * Translates.
     *
     * @param example the shape of one example as the model takes it; may be empty where the model states it
     * @throws IllegalArgumentException if the network cannot be translated, or its input's shape is not known
     */
    static Source of(Network network, long... example) {
        Translation translation = Translation.of(network.dl4j(), example);
        Program program = translation.program();
        Ends ends = new Ends(
                new End(translation.inputLayout(), program.input()),
                new End(translation.outputLayout(), program.output()));
        Samples samples = Samples.of(program, new Dl4jExecutor(network, ends));
        return new Source(program, ends, samples, Optional.of(network));
    }

    /** DL4J's own computation, where there is a network. */
    Optional<Dl4jExecutor> dl4j() {
        return network.map(n -> new Dl4jExecutor(n, ends));
    }

    /** What each of DL4J's layers gives. */
    List<float[]> activations(FloatBuffer in, int examples) {
        float[] values = new float[in.remaining()];
        in.duplicate().get(values);
        return network.stream()
                .flatMap(n -> n
                        .activations(ends.input()
                                .layout()
                                .array(values, examples, ends.input().shape(), Dl4jExecutor.type(n)))
                        .values()
                        .stream())
                .map(layer -> floats(layer.output()))
                .toList();
    }

    private static float[] floats(INDArray array) {
        return array.castTo(DataType.FLOAT).dup('c').data().asFloat();
    }
}
