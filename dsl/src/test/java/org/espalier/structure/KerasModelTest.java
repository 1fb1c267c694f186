package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Two files in Keras's layout; {@code make.py} beside them wrote them, and computed their outputs in numpy. */
class KerasModelTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "functional"})
    void aKerasModelComputesWhatNumpyDoes(String name) throws Exception {
        float[] outputs = Network.load(file(name + ".h5"))
                .output(examples())
                .dup('c')
                .data()
                .asFloat();

        String[] expected = Files.readString(file(name + ".outputs.txt")).trim().split("\\s+");
        assertThat(outputs).hasSize(8);
        IntStream.range(0, 8)
                .forEach(i -> assertThat(outputs[i]).isCloseTo(Float.parseFloat(expected[i]), within(1e-5f)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequential", "functional"})
    void aKerasModelIsCutToHalfItsChannelsSavedLoadedTrainedAndCutAgain(String name) throws Exception {
        Network network = Network.load(file(name + ".h5"));
        Surgery surgery = new Surgery(network.dl4j());
        Map<String, int[]> half = half(surgery.groups());

        Model shrunk = surgery.shrink(half);

        assertThat(Fidelity.maxAbsDifference(Network.of(surgery.silence(half)), Network.of(shrunk), examples()))
                .isLessThanOrEqualTo(1e-5);
        Path zip = folder.resolve("half.zip");
        ModelSerializer.writeModel(shrunk, zip.toFile(), true);
        Network loaded = Network.load(zip);
        assertThat(loaded.output(examples())).isEqualTo(Network.of(shrunk).output(examples()));
        INDArray before = loaded.parameters();
        loaded.fit(new DataSet(examples(), Nd4j.create(new float[][] {{1, 0, 0, 0}, {0, 0, 1, 0}})));
        assertThat(loaded.parameters()).isNotEqualTo(before);
        Surgery again = new Surgery(loaded.dl4j());
        assertThat(again.groups().prunable()).allMatch(group -> group.width() > 1);
        assertThat(again.shrink(half(again.groups())).numParams()).isLessThan(shrunk.numParams());
    }

    @Test
    void theChannelsOfAKerasModelFallTogetherAsItsLayersSay() {
        ChannelGroups sequential = ChannelGroups.of(load("sequential.h5").dl4j());
        ChannelGroups functional = ChannelGroups.of(load("functional.h5").dl4j());

        assertThat(sequential.prunable())
                .extracting(ChannelGroup::sentence)
                .containsExactly("conv1 out → bn1 → fc1 in ×9", "fc1 out → output in");
        assertThat(functional.prunable())
                .extracting(ChannelGroup::sentence)
                .containsExactly(
                        "conv1 out + conv2 out → bn1 → conv2 in + conv3 in + output in", "conv3 out → output in");
    }

    @Test
    void anHdf5FileThatIsNoModelIsRefusedByName() throws IOException {
        Path cut = folder.resolve("cut.h5");
        byte[] all = Files.readAllBytes(file("sequential.h5"));
        Files.write(cut, java.util.Arrays.copyOf(all, 200));

        assertThatThrownBy(() -> Network.load(cut))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut.h5: expected a model that Keras 1 or 2 saved whole as HDF5");
    }

    private static Map<String, int[]> half(ChannelGroups groups) {
        Map<String, int[]> keep = new LinkedHashMap<>();
        groups.prunable()
                .forEach(group -> keep.put(
                        group.name(), IntStream.range(0, group.width() / 2).toArray()));
        return keep;
    }

    private static INDArray examples() {
        float[] values = new float[2 * 8 * 8 * 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.37 * i);
        }
        return Nd4j.create(values, new long[] {2, 8, 8, 2});
    }

    private static Network load(String name) {
        return Network.load(file(name));
    }

    private static Path file(String name) {
        URL found = Objects.requireNonNull(KerasModelTest.class.getResource("/org/espalier/model/keras/" + name));
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
