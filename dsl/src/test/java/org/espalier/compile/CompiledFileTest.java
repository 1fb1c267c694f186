package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.espalier.sparse.Availability;
import org.espalier.sparse.SparseBackend;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class CompiledFileTest {
    private static final Images SMALL = new Images(1, 12, 12, 10);

    @TempDir
    Path folder;

    static List<ZooModel> models() {
        return List.of(Zoo.lenet300(), Zoo.vgg(SMALL), Zoo.resnet8(4, SMALL));
    }

    @ParameterizedTest
    @MethodSource("models")
    void whatIsLoadedGivesTheSameBitsInTheSameFormats(ZooModel model) {
        Path file = folder.resolve("network.espalier");
        INDArray images = SparseNetworkTest.images(19, model.images());
        CompileOptions options = SparseNetworkTest.options(model.images()).format("output", WeightFormat.blocks(4, 1));
        try (SparseNetwork saved =
                SparseNetworkTest.compile(SparseNetworkTest.pruned(model, 0.8), new PlainBackend(), options)) {
            saved.save(file);
            PlainBackend backend = new PlainBackend();
            try (SparseNetwork loaded = compiler(backend).load(file)) {
                assertThat(loaded.output(images)).isEqualTo(saved.output(images));
                assertThat(loaded.formats(1)).isEqualTo(saved.formats(1));
                assertThat(loaded.formats(16)).isEqualTo(saved.formats(16)).containsValue(WeightFormat.blocks(4, 1));
                assertThat(loaded.agreement()).isEqualTo(saved.agreement());
                assertThat(loaded.remarks()).isEmpty();
                assertThat(backend.timed.get()).as("nothing is timed").isZero();
            }
        }
        assertThat(folder).isDirectoryContaining("glob:**network.espalier");
        assertThat(folder.toFile().list()).as("no parts left").hasSize(1);
    }

    @Test
    void aLayerThatDl4jComputesBringsItsModelAlong() throws IOException {
        Network network = Network.of(withForeignLayer());
        Path file = folder.resolve("foreign.espalier");
        INDArray images = SparseNetworkTest.images(3, SMALL);
        CompileOptions options = SparseNetworkTest.options(SMALL);
        try (SparseNetwork saved = SparseNetworkTest.compile(network, new PlainBackend(), options)) {
            saved.save(file);
            assertThat(entries(file)).contains(CompiledFile.MODEL);
            try (SparseNetwork loaded = compiler(new PlainBackend()).load(file)) {
                assertThat(loaded.output(images)).isEqualTo(saved.output(images));
                assertThat(loaded.report().batches().get(1).foreign())
                        .singleElement()
                        .extracting("name")
                        .isEqualTo("lrn");
            }
            try (SparseNetwork fallback = new Compiler(List.of(), new PlanCache()).load(file)) {
                assertThat(fallback.backend()).isEqualTo("dl4j");
                assertThat(fallback.output(images)).isEqualTo(network.output(images));
            }
        }
    }

    @Test
    void equalMatricesAreStoredOnce() throws IOException {
        Path file = saved(SparseNetworkTest.options(Images.mnist()).format(WeightFormat.CSR));

        assertThat(entries(file))
                .containsExactly(CompiledFile.NETWORK, "weights/0.bin", "weights/1.bin", "weights/2.bin");
    }

    @Test
    void anotherMachineIsRemarkedAndPlannedAnewOnRequest() {
        Path file = saved(SparseNetworkTest.options(Images.mnist()));
        PlainBackend other = new PlainBackend().named("other").found(Availability.on("NEON"));
        try (SparseNetwork loaded = compiler(other).load(file)) {
            assertThat(loaded.remarks())
                    .containsExactly(
                            "Planned for plain (plain sums) and running on other (NEON): the formats may not be the fastest here; SparseNetwork.load(file, options) plans anew.");
            assertThat(other.timed.get()).isZero();
        }
        try (SparseNetwork anew =
                compiler(other).load(file, CompileOptions.defaults().batches(8).format(WeightFormat.CSR))) {
            assertThat(anew.remarks()).isEmpty();
            assertThat(anew.formats(8)).containsEntry("fc1", WeightFormat.CSR);
        }
    }

    @Test
    void whereNoBackendRunsAFileWithoutModelIsRefused() {
        Path file = saved(SparseNetworkTest.options(Images.mnist()));

        assertThatIllegalStateException()
                .isThrownBy(() -> new Compiler(List.of(), new PlanCache()).load(file))
                .withMessageContaining("holds no DL4J model")
                .withMessageContaining("compile the model itself here");
    }

    @Test
    void aMachineThatComputesWrongIsFoundOut() {
        Path file = saved(SparseNetworkTest.options(Images.mnist()));

        assertThatIllegalStateException()
                .isThrownBy(() -> compiler(new PlainBackend().wrongAt(1)).load(file))
                .withMessageContaining("goes wrong at step \"fc2\"");
    }

    @Test
    void everyDamagedByteIsNoticed() throws IOException {
        byte[] whole = Files.readAllBytes(
                saved(SparseNetworkTest.options(Images.mnist()).batches(1)));
        Path file = folder.resolve("damaged");
        int refused = 0;
        for (int at = 0; at < whole.length; at += 1 + whole.length / 100) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            refused += refused(file) ? 1 : 0;
        }
        // A byte in the zip's dates and the like changes nothing.
        assertThat(refused).isGreaterThan(95);
    }

    @Test
    void aFileCutOffIsRefusedWithItsName() throws IOException {
        Path file = saved(SparseNetworkTest.options(Images.mnist()).batches(1));
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compiler(new PlainBackend()).load(file))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("expected a network saved by SparseNetwork.save");
        }
    }

    @Test
    void whatIsWrongInsideIsNamed() throws IOException {
        CompileOptions options = SparseNetworkTest.options(Images.mnist()).batches(1);
        assertRefused(options, CompiledFile.NETWORK, bytes -> null, "expected a file network.bin in it, found none");
        assertRefused(options, "weights/1.bin", bytes -> null, "expected a file weights/1.bin in it, found none");
        assertRefused(options, "weights/1.bin", bytes -> Arrays.copyOf(bytes, 60), "weights/1.bin");
        assertRefused(options, "weights/1.bin", bytes -> Arrays.copyOf(bytes, bytes.length + 1), "more bytes");
        assertRefused(options, "weights/1.bin", bytes -> new byte[10_000_000], "weights/1.bin: expected at most");
        assertRefused(options, CompiledFile.NETWORK, bytes -> Arrays.copyOf(bytes, 100), "network.bin");
        assertRefused(
                options,
                CompiledFile.NETWORK,
                bytes -> {
                    bytes[11] = 9;
                    return bytes;
                },
                "expected version 1, found 9");
        assertRefused(
                options,
                CompiledFile.NETWORK,
                bytes -> {
                    bytes[0] = 0;
                    return bytes;
                },
                "does not begin as such a file does");
    }

    @Test
    void aForgedCountDoesNotFillTheMemory() throws IOException {
        CompileOptions options = SparseNetworkTest.options(Images.mnist()).batches(1);
        Path saved = saved(options);
        byte[] whole = Files.readAllBytes(saved);
        int length = content(saved, CompiledFile.NETWORK).length;
        // Whatever number stands at whatever place: an answer comes soon, and no array of two thousand million floats.
        for (int at = 12; at + 4 < length; at += 13) {
            int place = at;
            Path forged = rewritten(Files.write(saved, whole), CompiledFile.NETWORK, bytes -> {
                Arrays.fill(bytes, place, place + 4, (byte) 0x7F);
                return bytes;
            });
            refused(forged);
        }
    }

    @Test
    void savingNeedsAPlaceAndABackend() {
        Network network = SparseNetworkTest.pruned(Zoo.lenet300(), 0.5);
        CompileOptions options = SparseNetworkTest.options(Images.mnist());
        SparseNetwork compiled = SparseNetworkTest.compile(network, new PlainBackend(), options);
        Path nowhere = folder.resolve("no/such/folder/file");

        assertThatThrownBy(() -> compiled.save(nowhere))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(nowhere.toString());
        compiled.close();
        assertThatIllegalStateException().isThrownBy(() -> compiled.save(folder.resolve("closed")));
        try (SparseNetwork dl4j = SparseNetworkTest.compile(network, new PlainBackend(), options.backend("dl4j"))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> dl4j.save(folder.resolve("dl4j")))
                    .withMessageContaining("ModelSerializer");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SparseNetwork.load(folder.resolve("none")))
                .withMessageContaining("none: expected a compiled network, found no such file");
    }

    private Path saved(CompileOptions options) {
        Path file = folder.resolve("saved");
        try (SparseNetwork compiled = SparseNetworkTest.compile(
                SparseNetworkTest.pruned(Zoo.lenet300(), 0.9), new PlainBackend(), options.format(WeightFormat.CSR))) {
            compiled.save(file);
        }
        return file;
    }

    private void assertRefused(CompileOptions options, String entry, UnaryOperator<byte[]> change, String expected)
            throws IOException {
        Path file = rewritten(saved(options), entry, change);

        assertThatIllegalArgumentException()
                .as(expected)
                .isThrownBy(() -> compiler(new PlainBackend()).load(file))
                .withMessageContaining(expected);
    }

    private static boolean refused(Path file) {
        try (SparseNetwork loaded = compiler(new PlainBackend()).load(file)) {
            return false;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return true;
        }
    }

    private static Compiler compiler(SparseBackend backend) {
        return new Compiler(List.of(backend), new PlanCache());
    }

    /** With another content of one entry, checksums right; null leaves it out. */
    private static Path rewritten(Path file, String entry, UnaryOperator<byte[]> change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file));
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                byte[] changed = e.getName().equals(entry) ? change.apply(content) : content;
                if (changed != null) {
                    out.putNextEntry(new ZipEntry(e.getName()));
                    out.write(changed);
                }
            }
        }
        return Files.write(file, bytes.toByteArray());
    }

    private static byte[] content(Path file, String entry) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                if (e.getName().equals(entry)) {
                    return in.readAllBytes();
                }
            }
        }
        throw new IOException("no " + entry);
    }

    private static List<String> entries(Path file) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
            Stream.Builder<String> names = Stream.builder();
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                names.add(e.getName());
            }
            return names.build().toList();
        }
    }

    /** conv → lrn → output, which no program knows all of. */
    private static MultiLayerNetwork withForeignLayer() {
        MultiLayerNetwork model = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv").nOut(6).build())
                .layer(new LocalResponseNormalization.Builder().name("lrn").build())
                .layer(new OutputLayer.Builder().name("output").nOut(4).build())
                .setInputType(InputType.convolutional(12, 12, 1))
                .build());
        model.init();
        return model;
    }
}
