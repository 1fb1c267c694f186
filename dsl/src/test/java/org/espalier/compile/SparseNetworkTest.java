package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.model.Network;
import org.espalier.model.WeightLayer;
import org.espalier.sparse.Availability;
import org.espalier.sparse.SparseBackend;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class SparseNetworkTest {
    private static final Images SMALL = new Images(1, 12, 12, 10);
    private static final CompileOptions OPTIONS = options(Images.mnist());

    static List<ZooModel> models() {
        return List.of(Zoo.lenet300(), Zoo.lenet5(), Zoo.vgg(SMALL), Zoo.resnet8(4, SMALL));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aPrunedNetworkGivesWhatDl4jGivesInAnyBatch(ZooModel model) {
        Network network = pruned(model, 0.8);
        INDArray images = images(33, model.images());

        try (SparseNetwork compiled = compile(network, new PlainBackend(), options(model.images()))) {
            assertThat(compiled.agreement().holds()).isTrue();
            assertThat(compiled.agreement().maxError()).isLessThan(1e-5);
            for (int batch : new int[] {1, 2, 15, 16, 17, 33}) {
                INDArray some = images.get(
                        NDArrayIndex.interval(0, batch), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
                INDArray out = compiled.output(some);
                INDArray expected = network.output(some.dup('c'));

                assertThat(out.shape()).isEqualTo(expected.shape());
                assertThat(out.distance2(expected)).as("batch %d", batch).isLessThan(1e-5);
                assertThat(Nd4j.create(compiled.output(some.dup('c').data().asFloat(), batch), out.shape(), 'c'))
                        .isEqualTo(out);
            }
        }
    }

    @Test
    void aBackendOfNegativeRankIsNotEvenTimedUnlessNamed() {
        PlainBackend usual = new PlainBackend();
        PlainBackend gpu = new PlainBackend().named("cuda").ranked(-10);
        Compiler compiler = new Compiler(List.of(usual, gpu), new PlanCache());
        Network network = pruned(Zoo.lenet300(), 0.9);

        try (SparseNetwork compiled = compiler.compile(network.dl4j(), OPTIONS)) {
            assertThat(compiled.backend()).isEqualTo("plain");
            compiled.report();
        }
        assertThat(usual.timed).hasPositiveValue();
        assertThat(gpu.compiled).hasValue(0);
        try (SparseNetwork compiled = compiler.compile(network.dl4j(), OPTIONS.backend("cuda"))) {
            assertThat(compiled.backend()).isEqualTo("cuda");
        }
        assertThat(gpu.timed).hasPositiveValue();
    }

    @Test
    void theModelIsNotChanged() {
        Network network = pruned(Zoo.lenet300(), 0.5);
        INDArray before = network.parameters();

        compile(network, new PlainBackend(), OPTIONS).close();

        assertThat(network.parameters()).isEqualTo(before);
    }

    @Test
    void theModelMayBeTrainedOnWithoutChangingWhatWasCompiled() {
        Network network = pruned(Zoo.lenet300(), 0.5);
        INDArray images = images(4, Images.mnist());
        try (SparseNetwork compiled = compile(network, new PlainBackend(), OPTIONS)) {
            INDArray before = compiled.output(images);
            network.setParameters(network.parameters().mul(2));

            assertThat(compiled.output(images)).isEqualTo(before);
        }
    }

    @Test
    void sixteenThreadsGetWhatOneGets() throws Exception {
        ZooModel model = Zoo.vgg(SMALL);
        List<INDArray> inputs = new ArrayList<>();
        List<INDArray> expected = new ArrayList<>();
        try (SparseNetwork compiled = compile(pruned(model, 0.8), new PlainBackend(), options(model.images()))) {
            for (int i = 0; i < 16; i++) {
                inputs.add(images(1 + 2 * i, model.images()).muli(1 + i));
                expected.add(compiled.output(inputs.get(i)));
            }
            ExecutorService threads = Executors.newFixedThreadPool(16);
            List<Future<INDArray>> results = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                inputs.forEach(input -> results.add(threads.submit(() -> compiled.output(input))));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).as("call %d", i).isEqualTo(expected.get(i % 16));
            }
            threads.shutdown();
        }
    }

    @Test
    void onceClosedItRefusesAndItMayBeClosedTwice() {
        Network network = pruned(Zoo.lenet300(), 0.5);
        for (SparseNetwork compiled : List.of(
                compile(network, new PlainBackend(), OPTIONS),
                compile(network, new PlainBackend(), OPTIONS.backend("dl4j")))) {
            compiled.close();
            compiled.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> compiled.output(images(1, Images.mnist())))
                    .withMessage("this network is closed; compile it again");
            assertThatIllegalStateException().isThrownBy(() -> compiled.output(new float[784], 1));
            assertThatIllegalStateException().isThrownBy(compiled::report);
        }
    }

    @Test
    void closingFreesEveryProgram() {
        PlainBackend backend = new PlainBackend();
        SparseNetwork compiled = compile(pruned(Zoo.lenet300(), 0.9), backend, OPTIONS);
        assertThat(backend.open.get()).isEqualTo(2);

        compiled.close();

        assertThat(backend.open.get()).isZero();
    }

    @Test
    void batchesAskedForSayHowManyWaysAreCompiled() {
        PlainBackend backend = new PlainBackend();
        Network network = pruned(Zoo.lenet300(), 0.5);
        INDArray images = images(3, Images.mnist());
        try (SparseNetwork one = compile(network, backend, OPTIONS.batches(1));
                SparseNetwork many = compile(network, backend, OPTIONS.batches(8, 4))) {
            assertThat(backend.open.get()).isEqualTo(2);
            assertThat(one.output(images).distance2(many.output(images))).isLessThan(1e-6);
        }
    }

    @Test
    void whereNoBackendRunsDl4jComputesAndTheReasonIsThere() {
        Network network = pruned(Zoo.lenet5(), 0.5);
        INDArray images = images(3, Images.mnist());
        PlainBackend missing = new PlainBackend().named("cpu").found(Availability.missing("no compiler"));
        try (SparseNetwork compiled = compile(network, missing, OPTIONS)) {
            assertThat(compiled.backend()).isEqualTo("dl4j");
            assertThat(compiled.remarks()).first().asString().contains("cpu", "no compiler");
            assertThat(compiled.toString()).contains("DL4J itself", "no compiler");
            assertThat(compiled.formats(1)).isEmpty();
            assertThat(compiled.output(images)).isEqualTo(network.output(images));
        }
    }

    @Test
    void threadsReachTheBackend() {
        PlainBackend backend = new PlainBackend();
        compile(pruned(Zoo.lenet300(), 0.5), backend, OPTIONS.threads(3)).close();

        assertThat(backend.threads()).isEqualTo(3);
    }

    @Test
    void aBackendThatComputesAStepWrongIsFoundOutAndTheStepNamed() {
        PlainBackend backend = new PlainBackend().wrongAt(0);

        assertThatIllegalStateException()
                .isThrownBy(() -> compile(pruned(Zoo.lenet300(), 0.5), backend, OPTIONS))
                .withMessageContaining("differs from DL4J")
                .withMessageContaining("backend plain goes wrong at step \"fc1\"");
        assertThat(backend.open.get()).as("all closed").isZero();
    }

    @Test
    void unknownLayersAreRefusedWhateverComputes() {
        CompileOptions options = OPTIONS.format("conv11", WeightFormat.CSR);
        for (CompileOptions each : List.of(options, options.backend("dl4j"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compile(pruned(Zoo.lenet5(), 0.5), new PlainBackend(), each))
                    .withMessageContaining("did you mean \"conv1\"?");
        }
    }

    @Test
    void aModelThatTakesAnySizeNeedsToBeToldTheSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compile(pruned(Zoo.lenet5(), 0.5), new PlainBackend(), CompileOptions.defaults()))
                .withMessageContaining("give the shape of one example");
    }

    @Test
    void formatsAreThoseForced() {
        CompileOptions options = OPTIONS.format(WeightFormat.CSR).format("fc1", WeightFormat.blocks(4, 1));
        try (SparseNetwork compiled = compile(pruned(Zoo.lenet300(), 0.5), new PlainBackend(), options)) {
            assertThat(compiled.formats(1)).isEqualTo(compiled.formats(16));
            assertThat(compiled.formats(16).toString()).isEqualTo("{fc1=4×1, fc2=CSR, output=CSR}");
        }
    }

    static SparseNetwork compile(Network network, SparseBackend backend, CompileOptions options) {
        return new Compiler(List.of(backend), new PlanCache()).compile(network.dl4j(), options);
    }

    /** For examples of this size, in batches of 1 and 16. */
    static CompileOptions options(Images images) {
        return CompileOptions.defaults().batches(1, 16).input(images.channels(), images.height(), images.width());
    }

    /** Untrained, with the smallest weights of each layer zero and statistics of a normalisation that is no identity. */
    static Network pruned(ZooModel model, double sparsity) {
        Network network = model.build(3);
        Random random = new Random(5);
        INDArray parameters = network.parameters();
        for (long i = 0; i < parameters.length(); i++) {
            parameters.putScalar(i, parameters.getFloat(i) + 0.05f * random.nextFloat());
        }
        network.setParameters(parameters);
        for (WeightLayer layer : network.weightLayers()) {
            INDArray mask = Nd4j.zeros(layer.shape());
            for (long i = 0; i < mask.length(); i++) {
                mask.putScalar(i, random.nextDouble() < sparsity ? 0 : 1);
            }
            network.mask(layer.name(), mask);
        }
        return network;
    }

    static INDArray images(int count, Images of) {
        Random random = new Random(count);
        float[] pixels = new float[count * of.channels() * of.height() * of.width()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        return Nd4j.create(pixels, new long[] {count, of.channels(), of.height(), of.width()}, 'c');
    }
}
