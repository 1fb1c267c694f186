package org.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.espalier.compile.CompileOptions;
import org.espalier.compile.CompileReport.Batch;
import org.espalier.compile.SparseNetwork;
import org.espalier.compile.WeightFormat;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Networks compiled for real, by every backend that runs here. */
class CompiledNetworksTest {
    private static final Images SMALL = new Images(3, 16, 16, 10);

    @TempDir
    Path folder;

    static Stream<Arguments> backendsAndModels() {
        List<ZooModel> models = List.of(Zoo.lenet300(), Zoo.lenet5(), Zoo.vgg(SMALL), Zoo.resnet8(8, SMALL));
        return SparseBackends.all().stream()
                .filter(backend -> backend.rank() > 0 && backend.availability().available())
                .map(SparseBackend::id)
                .flatMap(id -> models.stream().map(model -> Arguments.of(id, model)));
    }

    @ParameterizedTest
    @MethodSource("backendsAndModels")
    void aPrunedNetworkGivesWhatDl4jGivesAndSoDoesItsFile(String backend, ZooModel model) {
        Network network = pruned(model);
        Path file = folder.resolve("network");
        CompileOptions options = options(model.images()).backend(backend);
        try (SparseNetwork compiled = SparseNetwork.compile(network.dl4j(), options)) {
            compiled.save(file);
            try (SparseNetwork loaded = SparseNetwork.load(file)) {
                for (int batch : new int[] {1, 2, 15, 16, 17, 33}) {
                    INDArray images = images(batch, model.images());
                    INDArray out = compiled.output(images);

                    assertThat(out.distance2(network.output(images)))
                            .as("batch %d", batch)
                            .isLessThan(1e-5);
                    if (loaded.backend().equals(backend)) {
                        assertThat(loaded.output(images)).isEqualTo(out);
                    }
                }
            }
        }
    }

    @Test
    void theBestBackendHereComputesAndItsReportAddsUp() {
        ZooModel model = Zoo.lenet5();
        try (SparseNetwork compiled = SparseNetwork.compile(pruned(model).dl4j(), options(model.images()))) {
            List<Batch> batches = compiled.report().batches();

            assertThat(compiled.backend()).isEqualTo(SparseBackends.best().id());
            assertThat(batches).extracting(Batch::examples).containsExactly(1, 16);
            assertThat(batches.get(1).layers()).hasSize(4).allSatisfy(layer -> {
                assertThat(layer.format()).isEqualTo(compiled.formats(16).get(layer.name()));
                assertThat(layer.sparsity()).isBetween(0.8, 1.0);
                assertThat(layer.macsLeft() == layer.macs())
                        .isEqualTo(layer.format().equals(WeightFormat.DENSE));
            });
            assertThat(batches.get(0).compiled().repeats()).isGreaterThanOrEqualTo(30);
            assertThat(batches.get(0).dl4j()).isPresent();
            assertThat(batches.get(0).asShipped()).isPresent();
        }
    }

    private static CompileOptions options(Images images) {
        return CompileOptions.defaults().batches(1, 16).input(images.channels(), images.height(), images.width());
    }

    private static Network pruned(ZooModel model) {
        Network network = model.build(3);
        Random random = new Random(5);
        for (WeightLayer layer : network.weightLayers()) {
            INDArray mask = Nd4j.zeros(layer.shape());
            for (long i = 0; i < mask.length(); i++) {
                mask.putScalar(i, random.nextDouble() < 0.9 ? 0 : 1);
            }
            network.mask(layer.name(), mask);
        }
        return network;
    }

    private static INDArray images(int count, Images of) {
        Random random = new Random(count);
        float[] pixels = new float[count * of.channels() * of.height() * of.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        return Nd4j.create(pixels, new long[] {count, of.channels(), of.height(), of.width()}, 'c');
    }
}
