package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.Pruning.compare;
import static org.espalier.Pruning.image;
import static org.espalier.Pruning.images;
import static org.espalier.Pruning.network;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import javax.imageio.ImageIO;
import org.espalier.model.Network;
import org.espalier.model.Planes;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PicturesTest {

    @Test
    void aMaskOfTwoByTwoIsBlackWhereAWeightIsKept() throws IOException {
        Picture picture = Reports.weightMask(new Planes("mask", 1, 1, 1, 2, 2, at(1, 0, 0, 1), 1));

        BufferedImage pixels = read(picture);
        int side = (pixels.getWidth() - 2) / 2;
        assertThat(pixels.getHeight()).isEqualTo(pixels.getWidth());
        assertThat(rgb(pixels, 1, 1)).isZero();
        assertThat(rgb(pixels, side, side)).isZero();
        assertThat(rgb(pixels, 1 + side, 1)).isEqualTo(0xFFFFFF);
        assertThat(rgb(pixels, 1, 1 + side)).isEqualTo(0xFFFFFF);
        assertThat(rgb(pixels, 2 * side, 2 * side)).isZero();
        assertThat(picture.notes())
                .containsExactly(
                        "Black: kept. 2 of 4 weights (50.0 %); a row for each output, a column for each weight that it has.");
    }

    @Test
    void aLargeMaskIsScaledDownByBlocksAndSaysSo() throws IOException {
        float[] kept = new float[4 * 2000];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = i % 3 == 0 && i / 2000 < 2 ? 1 : 0;
        }
        Picture picture = Reports.weightMask(new Planes("mask", 1, 1, 1, 4, 2000, at(kept), 1));

        BufferedImage pixels = read(picture);
        assertThat(pixels.getWidth()).isEqualTo(2000 / 3 + 1 + 2);
        assertThat(picture.notes()).contains("Scaled down: each pixel is the mean of 3×3 values of 4×2000.");
        assertThat(rgb(pixels, 5, 1)).as("2 of 9 are kept").isEqualTo(grey(1 - 2 / 9.0));
        assertThat(rgb(pixels, 5, 2)).as("a row without any").isEqualTo(0xFFFFFF);
    }

    @Test
    void greyImagesRunFromBlackToWhiteAndColoursAreRedGreenBlue() throws IOException {
        Picture grey = image(Nd4j.createFromArray(new float[][] {{0, 0.5f}, {1, Float.NaN}}));
        BufferedImage pixels = read(grey);
        int last = pixels.getWidth() - 2;

        assertThat(rgb(pixels, 1, 1)).isZero();
        assertThat(rgb(pixels, last, 1)).isEqualTo(0x808080);
        assertThat(rgb(pixels, 1, last)).isEqualTo(0xFFFFFF);
        assertThat(rgb(pixels, last, last)).isEqualTo(0xFF00FF);
        assertThat(grey.notes()).containsExactly("Black is 0, white 1.", "Magenta: not a number.");
        assertThat(rgb(read(image(Nd4j.createFromArray(new float[][][] {{{255}}, {{0}}, {{51}}}))), 1, 1))
                .isEqualTo(0xFF0033);
        assertThat(image(Nd4j.createFromArray(new float[][] {{-3, 5}})).notes())
                .containsExactly("Black is -3, white 5.");
    }

    @Test
    void ofABatchAHundredImagesAreShownAndTheRestCounted() throws IOException {
        INDArray batch = Nd4j.rand(DataType.FLOAT, 120, 784);
        Picture picture = images(batch, Nd4j.createFromArray(new int[120]));

        assertThat(picture.title()).isEqualTo("images [120, 784]");
        assertThat(picture.notes()).contains("Showing 100 of 120.");
        assertThat(read(picture).getWidth()).isEqualTo(10 * (56 + 2) + 2);
        assertThat(picture.rendering().forms()).containsKeys("text/html", "image/png", "text/plain");
        assertThat(picture.rendering().plain())
                .isEqualTo("[picture: images [120, 784]]%nBlack is 0, white 1.%nShowing 100 of 120.".formatted());
        assertThat(Base64.getDecoder().decode(picture.rendering().forms().get("image/png")))
                .isEqualTo(picture.png());
    }

    @Test
    void filtersAreBlueWhereNegativeAndOrangeWherePositive() throws IOException {
        Picture picture = Reports.filters(new Planes("filters", 2, 2, 1, 1, 2, at(-2, 0, 2, 1), 0));
        BufferedImage pixels = read(picture);
        int zoom = 28;

        assertThat(rgb(pixels, 2, 2)).isEqualTo(0x0072B2);
        assertThat(rgb(pixels, 2 + zoom, 2)).isEqualTo(0xFFFFFF);
        assertThat(rgb(pixels, 2 + 2 * zoom + 2, 2)).isEqualTo(0xD55E00);
        assertThat(picture.notes()).containsExactly("Blue: negative; white: 0; orange: positive, to ±2.");
    }

    @Test
    void anArrayIsShownByItsFiguresAndFirstValues() {
        INDArray array = Nd4j.zeros(DataType.FLOAT, 300, 784);
        array.putScalar(0, 0, 1.5).putScalar(1, 1, -0.25);

        List<String> lines = Renderer.renderingOf(array).plain().lines().toList();

        assertThat(lines.get(0)).isEqualTo("INDArray [300, 784] FLOAT");
        assertThat(lines.get(1))
                .startsWith("min -0.25, max 1.5, mean 5.315e-06, sd 0.0031")
                .endsWith("zeros 100.0 %");
        assertThat(lines.get(2)).startsWith(" 1.50      0      0");
        assertThat(lines.get(3)).startsWith("    0  -0.25      0");
        assertThat(lines).hasSize(13).last().isEqualTo("showing 10×10 of 300×784");
        assertThat(Renderer.renderingOf(array).forms().get("text/html"))
                .contains("<td align=\"right\">-0.25</td>", "<small>showing 10×10 of 300×784</small>");
    }

    @Test
    void smallAndOddArraysAreShownToo() {
        assertThat(Renderer.renderingOf(Nd4j.createFromArray(1, 2, 3)).plain().lines())
                .containsExactly("INDArray [3] INT", "min 1, max 3, mean 2, sd 1, zeros 0.0 %", "1  2  3");
        assertThat(Renderer.renderingOf(Nd4j.scalar(2.5)).plain().lines())
                .containsExactly("INDArray [] DOUBLE", "min 2.5, max 2.5, mean 2.5, sd 0, zeros 0.0 %", "2.5");
        assertThat(Renderer.renderingOf(Nd4j.empty(DataType.FLOAT)).plain()).contains("empty");
        assertThat(Renderer.renderingOf(Nd4j.createFromArray(true, false)).plain())
                .contains("[2] BOOL", "1  0");
        assertThat(Renderer.renderingOf(Nd4j.createFromArray(Float.NaN, 1f, Float.NEGATIVE_INFINITY))
                        .plain())
                .contains("NaN 1, infinite 1", "NaN");
    }

    @Test
    void aNetworkIsShownLayerByLayerWithTotals() {
        var model = Zoo.lenet5().build(1).dl4j();

        Rendering rendering = Renderer.renderingOf(model);

        assertThat(rendering.plain().lines())
                .containsExactly(
                        "MultiLayerNetwork: 431,080 parameters in 4 layers",
                        "layer   type                            in        out       parameters  not zero  zeros (%)       MACs",
                        "------  ------------------------------  --------  --------  ----------  --------  ---------  ---------",
                        "conv1   ConvolutionLayer 5×5            1×28×28   20×24×24         520       520        0.0    288,000",
                        "pool1   SubsamplingLayer 2×2, stride 2  20×24×24  20×12×12           0         0                     0",
                        "conv2   ConvolutionLayer 5×5            20×12×12  50×8×8        25,050    25,050        0.0  1,600,000",
                        "pool2   SubsamplingLayer 2×2, stride 2  50×8×8    50×4×4             0         0                     0",
                        "fc1     DenseLayer                      50×4×4    500          400,500   400,500        0.0    400,000",
                        "output  OutputLayer                     500       10             5,010     5,010        0.0      5,000",
                        "total                                                          431,080   431,080        0.0  2,293,000",
                        "Shapes and MACs are of images of 28×28, the smallest square ones that the model reads; network(model, 1, 28, 28) tells otherwise.",
                        "MACs are for one example; zero weights count.");
        assertThat(rendering.forms().get("text/html")).contains("<table", "<img alt=\"graph of ");
    }

    @Test
    void besideItsDenseModelAPrunedOneHasLessOfEachLayer() {
        var dense = Zoo.lenet300().build(1).dl4j();
        Network pruned = Network.of(dense);
        INDArray mask = Nd4j.ones(100, 300);
        mask.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 50)).assign(0);
        pruned.mask(pruned.weightLayers().get(1).name(), mask);

        Rendering rendering = Renderer.renderingOf(compare(dense, pruned.dl4j()));

        assertThat(rendering.plain().lines())
                .containsExactly(
                        "MultiLayerNetwork: 266,610 → 251,610 parameters that are not zero (94.4 %)",
                        "layer   type         out  out, left  parameters  not zero, left  left (%)     MACs  MACs left  MACs left (%)",
                        "------  -----------  ---  ---------  ----------  --------------  --------  -------  ---------  -------------",
                        "fc1     DenseLayer   300  300           235,500         235,500     100.0  235,200    235,200          100.0",
                        "fc2     DenseLayer   100  100            30,100          15,100      50.2   30,000     15,000           50.0",
                        "output  OutputLayer  10   10              1,010           1,010     100.0    1,000      1,000          100.0",
                        "total                                   266,610         251,610      94.4  266,200    251,200           94.4",
                        "MACs are for one example; of those left, zero weights are not counted.");
    }

    @Test
    void everyLayerOfALongNetworkHasItsOwnPlace() {
        NetworkReport report =
                network(Zoo.resnet56(4, new Images(3, 32, 32, 10)).build(1).dl4j(), 3, 32, 32);
        List<NetworkBoxes.Box> boxes = NetworkBoxes.of(report);

        NetworkLayout layout = NetworkLayout.of(boxes);

        assertThat(boxes).extracting(NetworkBoxes.Box::title).contains("conv1 + bn1 + relu1");
        List<String> corners = new ArrayList<>();
        boxes.forEach(box -> {
            NetworkLayout.Place at = layout.of(box.name());
            corners.add(at.x() + " " + at.y());
            assertThat(at.x() + NetworkLayout.BOX_WIDTH).isLessThan(layout.width());
            assertThat(at.bottomY()).isLessThan(layout.height());
            box.reads().keySet().forEach(read -> {
                NetworkLayout.Place from = layout.of(read);
                assertThat(from.column() < at.column() || from.y() < at.y())
                        .as("%s reads what stands before it", box.name())
                        .isTrue();
            });
        });
        assertThat(corners).doesNotHaveDuplicates();
    }

    private static LongToDoubleFunction at(float... values) {
        return i -> values[(int) i];
    }

    private static BufferedImage read(Picture picture) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(picture.png()));
    }

    private static int rgb(BufferedImage pixels, int x, int y) {
        return pixels.getRGB(x, y) & 0xFFFFFF;
    }

    private static int grey(double fraction) {
        int level = (int) Math.round(255 * fraction);
        return level << 16 | level << 8 | level;
    }
}
