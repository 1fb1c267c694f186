package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.measure.Fidelity;
import org.espalier.model.Network;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class SurgeryTest {
    private final Network lenet = Zoo.lenet5().build(3);
    private final Surgery surgery = new Surgery(lenet);

    @Test
    void aShrunkLeNetHasTheNarrowerLayersOfTheSameWeights() {
        Network shrunk = surgery.shrink(Map.of("conv1", new int[] {0, 7, 19}, "conv2", new int[] {2, 3}));

        assertThat(shrunk.weightLayers())
                .extracting(layer -> layer.name() + " " + layer.out() + "×" + layer.in())
                .containsExactly("conv1 3×1", "conv2 2×3", "fc1 500×32", "output 10×500");
        assertThat(shrunk.parameterCount()).isEqualTo(3 * 25 + 3 + 2 * 3 * 25 + 2 + 500 * 32 + 500 + 10 * 500 + 10);
        assertThat(shrunk.weights("conv2").getDouble(1, 2, 4, 3))
                .isEqualTo(lenet.weights("conv2").getDouble(3, 19, 4, 3));
        assertThat(shrunk.weights("fc1").getDouble(123, 16 + 5))
                .as("input 5 of channel 3, now the second")
                .isEqualTo(lenet.weights("fc1").getDouble(123, 3 * 16 + 5));
    }

    @Test
    void aShrunkNetworkIsSavedLoadedAndTrainedOnLikeAnyOther(@TempDir Path folder) throws IOException {
        Network shrunk = surgery.shrink(Map.of("conv1", new int[] {1, 2}, "fc1", new int[] {0, 9, 99, 499}));
        Path zip = folder.resolve("shrunk.zip");

        ModelSerializer.writeModel(shrunk.dl4j(), zip.toFile(), true);
        Network loaded = Network.load(zip);

        INDArray images = Nd4j.rand(4, 1, 28, 28);
        assertThat(Fidelity.maxAbsDifference(shrunk, loaded, images)).isZero();
        MultiLayerNetwork model = (MultiLayerNetwork) loaded.dl4j();
        DataSet batch = new DataSet(images, Nd4j.eye(10).dup().reshape(10, 10).getRows(0, 1, 2, 3));
        double before = model.score(batch);
        for (int i = 0; i < 10; i++) {
            model.fit(batch);
        }
        assertThat(model.score(batch)).isLessThan(before);
    }

    @Test
    void theLastChannelOfALayerStays() {
        assertThatThrownBy(() -> surgery.shrink(Map.of("conv1", new int[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv1: at least one channel must be kept, found none");
    }

    @Test
    void whatCannotBeCutSaysWhy() {
        assertThatThrownBy(() -> surgery.shrink(Map.of("output", new int[] {0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output: its channels cannot be pruned: its channels are the network's outputs");
        assertThatThrownBy(() -> surgery.silence(Map.of("conv9", new int[] {0})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv9: its channels cannot be pruned: no such layer");
        Surgery graph = new Surgery(Zoo.resnet8(4, new Images(1, 8, 8, 4)).build(1));
        assertThatThrownBy(() -> graph.shrink(Map.of("conv1", new int[] {0})))
                .hasMessage(
                        "conv1: its channels cannot be pruned: channels of a ComputationGraph cannot be cut yet, only a MultiLayerNetwork's");
    }

    @Test
    void channelsThatAreNotThereOrOutOfOrderAreRefused() {
        assertThatThrownBy(() -> surgery.shrink(Map.of("conv1", new int[] {0, 20})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv1: expected ascending channel indices below 20, found [0, 20]");
        assertThatThrownBy(() -> surgery.silence(Map.of("conv1", new int[] {3, 3})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("conv1: expected ascending channel indices below 20, found [3, 3]");
    }

    @Test
    void cuttingNothingGivesAnEqualCopy() {
        Network same = surgery.shrink(Map.of());

        assertThat(same.parameters().toFloatVector())
                .isEqualTo(lenet.parameters().toFloatVector());
        assertThat(same.dl4j()).isNotSameAs(lenet.dl4j());
    }
}
