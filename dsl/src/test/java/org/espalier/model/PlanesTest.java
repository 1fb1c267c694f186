package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PlanesTest {
    private static INDArray counted(long... shape) {
        return Nd4j.arange(0, java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                .castTo(DataType.FLOAT)
                .reshape(shape);
    }

    @Test
    void anImageIsReadInEveryShapeThatItComesIn() {
        assertThat(Planes.ofImage(counted(2, 3)).at(0, 0, 1, 2)).isEqualTo(5);
        assertThat(Planes.ofImage(counted(3, 2, 2)).at(0, 2, 1, 0)).isEqualTo(10);
        assertThat(Planes.ofImages(counted(5, 4), 100).at(4, 0, 1, 1)).isEqualTo(19);
        assertThat(Planes.ofImages(counted(5, 2, 3), 100).at(4, 0, 1, 2)).isEqualTo(29);
        assertThat(Planes.ofImages(counted(5, 3, 1, 2), 2).at(1, 2, 0, 1)).isEqualTo(11);
        assertThat(Planes.ofImages(counted(5, 3, 1, 2), 2).of()).isEqualTo(5);
        assertThat(Planes.ofImage(counted(3, 2).permute(1, 0)).at(0, 0, 0, 2))
                .as("a view")
                .isEqualTo(4);
    }

    @Test
    void whatIsNoImageIsRefusedWithWhatWouldBe() {
        assertThatThrownBy(() -> Planes.ofImage(counted(2, 1, 4, 4)))
                .hasMessage(
                        "image: expected an array of shape [height, width], or [channels, height, width] of 1 or 3 channels,"
                                + " found [2, 1, 4, 4]; images(...) shows a batch");
        assertThatThrownBy(() -> Planes.ofImages(counted(2, 5), 10)).hasMessageContaining("found [2, 5]");
        assertThatThrownBy(() -> Planes.ofImages(counted(2, 2, 4, 4), 10)).hasMessageContaining("of 1 or 3 channels");
        assertThatThrownBy(() -> Planes.ofImages(counted(2, 4), 0)).hasMessageContaining("at least 1, found 0");
    }

    @Test
    void labelsAreTheLargestOfEachRowOrTheNumbersThemselves() {
        INDArray oneHot = Nd4j.createFromArray(new float[][] {{0, 0, 1}, {1, 0, 0}});

        assertThat(Planes.labels(oneHot, 100)).containsExactly("2", "0");
        assertThat(Planes.labels(oneHot, 1)).containsExactly("2");
        assertThat(Planes.labels(Nd4j.createFromArray(7, 3), 100)).containsExactly("7", "3");
        assertThat(Planes.labels(Nd4j.createFromArray(0.5f), 100)).containsExactly("0.5");
    }

    @Test
    void filtersThatReadManyChannelsAreARowOfKernelsEach() {
        var model = TestNets.of(false);

        Planes filters = Planes.ofFilters(model, "conv");

        assertThat(filters.count()).isEqualTo(12);
        assertThat(filters.across()).isEqualTo(2);
        assertThat(filters.at(3, 0, 2, 1))
                .as("output 1, input 1")
                .isEqualTo(Network.of(model).weights("conv").getFloat(1, 1, 2, 1));
        assertThat(Planes.ofFilters(model, "depthwise").across()).isZero();
        assertThatThrownBy(() -> Planes.ofFilters(model, "dense"))
                .hasMessage(
                        "filters: layer \"dense\" is fully connected and has none; weightMask(model, \"dense\") shows its"
                                + " matrix, and the convolutions are [conv, depthwise]");
        assertThatThrownBy(() -> Planes.ofFilters(model, "cnov")).hasMessageContaining("no prunable layer \"cnov\"");
    }

    @Test
    void aMaskHasARowForEachOutput() {
        Network network = Network.of(TestNets.of(false));
        INDArray weights = network.weights("output");
        weights.putScalar(2, 3, 0);
        network.setWeights("output", weights);

        Planes mask = Planes.ofMask(network.dl4j(), "output");

        assertThat(mask.height()).isEqualTo(3);
        assertThat(mask.width()).isEqualTo(7);
        assertThat(mask.at(0, 0, 2, 3)).isZero();
        assertThat(mask.at(0, 0, 2, 2)).isEqualTo(1);
    }
}
