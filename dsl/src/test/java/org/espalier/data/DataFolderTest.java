package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void picturesInAFolderForEachClassAreReadAsTheyAreStored() throws Exception {
        for (String set : new String[] {"train", "test"}) {
            for (int i = 0; i < 2; i++) {
                grey(set + "/cat/" + i + ".png", 128);
                grey(set + "/dog/" + i + ".png", 255);
            }
        }
        Dataset data = Dataset.ofFolder(folder);
        assertThat(data.exampleShape()).containsExactly(1, 2, 3);
        assertThat(data.classes()).isEqualTo(2);
        // Cats are class 0, by name; their every pixel is 128 of 255.
        assertThat(valuesOfClass(data, 0)).containsOnly(128 / 255f);
        assertThat(valuesOfClass(data, 1)).containsOnly(1f);
        assertThat(data.reference()).isEqualTo(DataReference.all(new DataReference.OfFolder(folder.toString())));
        assertThat(data.reference().dataset().sha256()).isEqualTo(data.sha256());
        assertThat(data.description()).doesNotContain(folder.toString()).contains("a folder of pictures");

        Files.createDirectories(folder.resolve("test/cow"));
        refused("cow: expected one of the classes that were trained on, [cat, dog]");
        Files.delete(folder.resolve("test/cow"));
        Files.createDirectories(folder.resolve("train/empty"));
        refused("empty: expected pictures");
        Files.delete(folder.resolve("train/empty"));
        ImageIO.write(
                new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("train/cat/x.png").toFile());
        refused("x.png: expected 2×3 pixels, as the first picture has, found 2×4");
        Files.writeString(folder.resolve("train/cat/x.png"), "no picture");
        refused("x.png: expected a picture, found another file");
    }

    @Test
    void picturesWithColoursHaveThreeChannels() throws Exception {
        for (String set : new String[] {"train", "test"}) {
            for (int i = 0; i < 2; i++) {
                BufferedImage red = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
                red.setRGB(0, 0, 0xff3300);
                write(set + "/red/" + i + ".png", red);
                write(set + "/black/" + i + ".png", new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
            }
        }
        Dataset data = Dataset.ofFolder(folder);
        assertThat(data.exampleShape()).containsExactly(3, 2, 2);
        assertThat(valuesOfClass(data, 1)).startsWith(1, 0, 0, 0, 0x33 / 255f, 0, 0, 0, 0);
    }

    @Test
    void linesOfNumbersAreExamplesWithTheLabelInItsColumn() throws Exception {
        csv("train", "a,label,b\n1.5,yes,-2\n0,no,0\n3,yes,1\n\n");
        csv("test", "a,label,b\n7,no,8\n");
        Dataset data = Dataset.ofFolder(folder);
        assertThat(data.exampleShape()).containsExactly(2);
        assertThat(data.classes()).isEqualTo(2);
        assertThat(data.test().batches(1).iterator().next().getFeatures().toFloatVector())
                .containsExactly(7, 8);
        // "no" comes before "yes".
        assertThat(data.test().batches(1).iterator().next().getLabels().toFloatVector())
                .containsExactly(1, 0);

        csv("test", "a,label,b\n7,maybe,8\n");
        refused("test.csv: expected one of the labels that were trained on, [no, yes], found \"maybe\"");
        csv("test", "a,label,b\n7,no\n");
        refused("test.csv:2: expected 3 columns, as in the first line, found 2 columns");
        csv("test", "a,label,b\n7,no,x\n");
        refused("test.csv:2: expected a number in column 3, found \"x\"");
        csv("test", "");
        refused("test.csv:1: expected at least one example, found an empty file");
        Files.delete(folder.resolve("test.csv"));
        refused("test.csv: expected to read it, found java.nio.file.NoSuchFileException");
    }

    @Test
    void pixelsInLinesAreAGreySquareAndClassTenComesAfterNine() throws Exception {
        StringBuilder train = new StringBuilder();
        for (int label = 0; label <= 10; label++) {
            train.append(
                    "%d,0,51,102,%d\n".formatted(label, label == 10 ? 255 : 1).repeat(2));
        }
        csv("train", train.toString());
        csv("test", "10,255,0,0,0\n");
        Dataset data = Dataset.ofFolder(folder);
        assertThat(data.exampleShape()).containsExactly(1, 2, 2);
        assertThat(data.classes()).isEqualTo(11);
        assertThat(valuesOfClass(data, 10)).startsWith(0, 51 / 255f, 102 / 255f, 1);
        assertThat(data.test().batches(1).iterator().next().getLabels().getDouble(0, 10))
                .isEqualTo(1);
    }

    @Test
    void theFourFilesOfAnMnistLikeSetAreRead() throws Exception {
        for (Part part : Part.values()) {
            byte[] content = part.holdsImages()
                    ? IdxWriter.images(2, 2, new byte[] {0, 1, 2, 3, 4, 5, 6, 7})
                    : IdxWriter.labels(new byte[] {3, 9});
            if (part == Part.TEST_LABELS) {
                refused("expected t10k-labels-idx1-ubyte beside the other IDX files, found none");
            }
            Files.write(folder.resolve(part == Part.TRAIN_IMAGES ? part.gzipped() : part.file()), content);
        }
        Dataset data = Dataset.ofFolder(folder);
        assertThat(data.exampleShape()).containsExactly(1, 2, 2);
        assertThat(data.description()).contains("IDX files");
    }

    @Test
    void aFolderWithNoneOfTheseIsRefused() {
        refused(
                "expected train.csv and test.csv, folders train and test with a folder of pictures for each class, or the IDX files");
        assertThatThrownBy(() -> Dataset.ofFolder(folder.resolve("x")))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("x: expected a folder of data, found none. Check the path.");
    }

    private float[] valuesOfClass(Dataset data, int label) {
        for (Split split : new Split[] {data.train(), data.validation()}) {
            for (var batch : split.batches(1)) {
                INDArray labels = batch.getLabels();
                if (labels.getDouble(0, label) == 1) {
                    return batch.getFeatures()
                            .reshape(batch.getFeatures().length())
                            .toFloatVector();
                }
            }
        }
        throw new AssertionError("no example of class " + label);
    }

    private void grey(String file, int value) throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int at = 0; at < 6; at++) {
            image.getRaster().setSample(at % 3, at / 3, 0, value);
        }
        write(file, image);
    }

    private void write(String file, BufferedImage image) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        ImageIO.write(image, "png", path.toFile());
    }

    private void csv(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".csv"), text);
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Dataset.ofFolder(folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message);
    }
}
