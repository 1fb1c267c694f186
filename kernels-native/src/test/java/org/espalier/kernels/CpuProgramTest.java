package org.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Function;
import org.espalier.program.Program;
import org.espalier.program.ProgramContract;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CpuProgramTest {

    @TestFactory
    Stream<DynamicTest> everyInstructionSetKeepsTheContractOfPrograms() {
        return Arrays.stream(InstructionSet.values())
                .flatMap(instructions -> Stream.of(1, 3).map(threads -> CpuBackend.on(instructions, threads)))
                .flatMap(ProgramContract::of);
    }

    /** The contract's programs are too small to be shared. */
    @TestFactory
    Stream<DynamicTest> whatSeveralThreadsShareIsWhatOneComputes() {
        return InstructionSet.runnable().stream()
                .map(instructions -> DynamicTest.dynamicTest(instructions.toString(), () -> {
                    for (int batch : new int[] {1, 16}) {
                        for (int examples : new int[] {1, 5, 40}) {
                            assertThat(computed(CpuBackend.on(instructions, 4), batch, examples))
                                    .as("made for %d, %d examples", batch, examples)
                                    .containsExactly(computed(CpuBackend.on(instructions, 1), batch, examples));
                        }
                    }
                }));
    }

    private static float[] computed(CpuBackend cpu, int batch, int examples) {
        try (CompiledProgram compiled = cpu.compile(large(), batch)) {
            float[] out = executed(compiled, examples);
            assertThat(executed(compiled, examples)).as("again").containsExactly(out);
            return out;
        }
    }

    private static float[] executed(CompiledProgram compiled, int examples) {
        float[] out = new float[examples * 20];
        compiled.execute(
                examples,
                FloatBuffer.wrap(values(examples * LARGE.values(), new SplittableRandom(1))),
                FloatBuffer.wrap(out));
        return out;
    }

    private static final Shape LARGE = new Shape(6, 40, 42);

    /** Several kinds of steps, in every format, most of them large enough to be shared with one example. */
    private static Program large() {
        SplittableRandom random = new SplittableRandom(2);
        Shape wide = new Shape(24, 40, 42);
        Shape half = new Shape(24, 20, 21);
        Window three = Window.of(3, 3).padding(1, 1);
        float[] first = values(24 * 54, random);
        float[] others = values(24 * 216, random);
        return new Program(
                LARGE,
                List.of(
                        convolution(0, three, DenseMatrix.of(first, 24, 54), OptionalInt.empty(), wide),
                        convolution(1, three, BlockMatrix.of(others, 24, 216, 8, 1), OptionalInt.of(1), wide),
                        new Step.Pointwise("tanh", 2, Function.TANH, 0, wide),
                        convolution(3, three.stride(2, 2), CsrMatrix.of(others, 24, 216), OptionalInt.empty(), half),
                        new Step.Pooling("max", 3, Window.of(2, 2).stride(2, 2), Step.Pooling.Kind.MAX, half),
                        new Step.Combination(
                                "sum", List.of(4, 5), Step.Combination.Operation.ADD, Activation.RELU, half),
                        new Step.Foreign("twice", List.of(6), CpuProgramTest::twice, "a layer of Java's", half),
                        convolution(
                                7,
                                Window.over(half),
                                DenseMatrix.of(values(20 * half.values(), random), 20, half.values()),
                                OptionalInt.empty(),
                                Shape.vector(20)),
                        new Step.Softmax("softmax", 8, Shape.vector(20))));
    }

    private static void twice(int examples, List<float[]> in, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = 2 * in.get(0)[i];
        }
    }

    private static Step convolution(int input, Window window, SparseMatrix weights, OptionalInt addend, Shape output) {
        return new Step.Convolution(
                "convolution" + input, input, window, 1, weights, Epilogue.NONE.then(Activation.RELU), addend, output);
    }

    private static float[] values(int count, SplittableRandom random) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-0.1, 0.1);
        }
        return values;
    }

    @Test
    void callersThatShareTheSameHelpersDoNotWaitForEachOther() {
        try (CompiledProgram compiled = available(2).compile(large(), 1)) {
            float[] expected = executed(compiled, 1);
            List<CompletableFuture<float[]>> running = Stream.generate(() ->
                            CompletableFuture.supplyAsync(() -> executed(compiled, 1), run -> new Thread(run).start()))
                    .limit(12)
                    .toList();
            running.forEach(one -> assertThat(one.join()).containsExactly(expected));
        }
    }

    @Test
    void whatAForeignLayerThrowsIsThrownAndTheProgramStaysOfUse() {
        IllegalStateException failure = new IllegalStateException("not today");
        boolean[] fails = {true};
        Shape shape = Shape.vector(3);
        Step moody = new Step.Foreign(
                "moody",
                List.of(0),
                (examples, in, out) -> {
                    if (fails[0]) {
                        throw failure;
                    }
                    System.arraycopy(in.get(0), 0, out, 0, out.length);
                },
                "",
                shape);
        try (CompiledProgram compiled = available(2).compile(new Program(shape, List.of(moody)), 16)) {
            float[] in = values(3 * 40, new SplittableRandom(3));
            float[] out = new float[in.length];
            assertThatThrownBy(() -> compiled.execute(40, FloatBuffer.wrap(in), FloatBuffer.wrap(out)))
                    .isSameAs(failure);
            fails[0] = false;
            compiled.execute(40, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
            assertThat(out).containsExactly(in);
        }
    }

    @Test
    void readOnlyArraysAreTakenToo() {
        try (CompiledProgram compiled = available(1).compile(large(), 1)) {
            float[] out = new float[20];
            compiled.execute(
                    1,
                    FloatBuffer.wrap(values(LARGE.values(), new SplittableRandom(1)))
                            .asReadOnlyBuffer(),
                    FloatBuffer.wrap(out));
            assertThat(out).containsExactly(executed(compiled, 1));
        }
    }

    @Test
    void aBatchOfNothingIsRefused() {
        CpuBackend cpu = available(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cpu.compile(large(), 0))
                .withMessage("a batch has at least one example, found 0");
    }

    private static CpuBackend available(int threads) {
        CpuBackend cpu = new CpuBackend(Optional.empty(), threads);
        Assumptions.assumeTrue(
                cpu.availability().available(), cpu.availability().reason());
        return cpu;
    }
}
