package org.espalier.kernels.benchmark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.espalier.model.Network;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The competitor is run at its best, on the network that it is said to run. */
class OnnxContenderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("org.espalier.kernels.benchmark.TimedNetwork#all")
    void onnxRuntimeComputesWhatDl4jComputes(TimedNetwork which) {
        Network network = which.build();
        Tensor batch = Tensor.images(3, which.images(), 1);
        try (Contender onnx = new OnnxContender(which.name(), network, batch, 1);
                Contender dl4j = new Dl4jContender(network, batch)) {
            onnx.run();
            dl4j.run();

            assertThat(dl4j.output()).hasSize(3 * which.images().classes());
            assertThat(onnx.output()).usingComparatorWithPrecision(1e-5f).containsExactly(dl4j.output());
        }
    }

    @ParameterizedTest
    @MethodSource("org.espalier.kernels.benchmark.TimedNetwork#all")
    void onnxRuntimeFoldsNormalisationAndActivationsAndBlocksItsLayouts(TimedNetwork which) throws IOException {
        Path optimised = folder.resolve(which.name() + ".onnx");
        Tensor batch = Tensor.images(1, which.images(), 1);

        new OnnxContender(which.name(), which.build(), batch, 1, Optional.of(optimised)).close();

        String graph = Files.readString(optimised, ISO_8859_1);
        assertThat(graph.contains(field(4, "BatchNormalization")))
                .as("normalisation of its own is left")
                .isFalse();
        assertThat(graph.contains("activation"))
                .as("activations fused into what they follow")
                .isTrue();
        assertThat(graph.contains(field(7, "com.microsoft.nchwc")))
                .as("convolutions in a blocked layout")
                .isEqualTo(!which.name().equals("lenet300"));
    }

    /** A string of a node in a graph's file: 4 holds what it does, 7 whose kind of node it is. */
    private static String field(int number, String value) {
        return "" + (char) (number << 3 | 2) + (char) value.length() + value;
    }
}
