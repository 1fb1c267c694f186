package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.espalier.data.Dataset;
import org.espalier.data.ImageSets;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class NetworkBytesTest {
    private static final Dataset DATA = ImageSets.mnistSubset().limitedTo(100, 20);

    /** A sequential network and a graph with batch normalisation. */
    static Stream<Network> networks() {
        return Stream.of(
                Zoo.lenet300().build(1),
                Zoo.resnet8(4, new Images(1, 28, 28, 10)).build(1));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatWasWrittenTrainsOnAsTheNetworkItself(Network network) throws IOException {
        train(network);
        String masked = network.weightLayers().get(1).name();
        INDArray mask =
                network.weights(masked).gt(0).castTo(network.parameters().dataType());
        network.mask(masked, mask);

        Network read = Network.read(new DataInputStream(new ByteArrayInputStream(bytes(network))));

        assertThat(bytes(read)).isEqualTo(bytes(network));
        assertThat(read.maskOf(masked)).hasValue(mask);
        assertThat(read.backend()).isEqualTo(network.backend());
        train(read);
        train(network);
        assertThat(bytes(read)).as("parameters, updater state, counts").isEqualTo(bytes(network));
    }

    private static void train(Network network) {
        for (DataSet batch : DATA.train().batches(30)) {
            network.fit(batch);
        }
    }

    private static byte[] bytes(Network network) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            network.write(out);
        }
        return bytes.toByteArray();
    }
}
