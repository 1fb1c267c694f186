package org.espalier.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Availability;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * What {@link ProgramBackend} promises, checked against {@link Oracle}. A module that brings backends runs it over each:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsTheContractOfPrograms() {
 *     return ProgramContract.of(new CpuBackend());
 * }
 * }</pre>
 *
 * <p>A backend that cannot run here is reported as skipped, with its reason.
 */
public final class ProgramContract {
    private static final long SEED = 20_261_123;
    private static final int[] BATCHES = {1, 2, 3, 15, 16, 17, 33};
    private static final float GUARD = 54321.125f;

    private final ProgramBackend backend;
    private final Set<SparseFormat> formats;

    private ProgramContract(ProgramBackend backend) {
        this.backend = backend;
        this.formats = Arrays.stream(SparseFormat.values())
                .filter(backend::supports)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(SparseFormat.class)));
    }

    /** The tests of one backend. */
    public static Stream<DynamicTest> of(ProgramBackend backend) {
        ProgramContract contract = new ProgramContract(backend);
        return Stream.of(
                contract.test("convolves as defined, at awkward sizes, in every format", contract::convolves),
                contract.test("convolves what networks convolve", contract::convolvesUsualSizes),
                contract.test("runs drawn programs of one step", () -> contract.runsPrograms(160, 1)),
                contract.test("runs drawn programs of many steps", () -> contract.runsPrograms(60, 9)),
                contract.test("does not read what is pruned: nothing times Inf is nothing", contract::skipsPruned),
                contract.test("lets NaN through, activation and maximum included", contract::keepsNan),
                contract.test("gives each example the same, whatever its place and neighbours", contract::keepsApart),
                contract.test("hands a foreign layer the examples and nothing else", contract::handsOverExamplesOnly),
                contract.test("overwrites its output, stays inside of it, leaves its input", contract::staysInside),
                contract.test("takes heap and direct buffers, from their position on", contract::takesBuffers),
                contract.test("says how long each step took", contract::times),
                contract.test("serves 16 threads at once", contract::servesThreads),
                contract.test("refuses wrong buffers with what it found", contract::refuses),
                contract.test("refuses to work once closed, and closes twice", contract::closes));
    }

    private DynamicTest test(String sentence, Runnable body) {
        return dynamicTest(backend + ": " + sentence, () -> {
            Availability here = backend.availability();
            Assumptions.assumeTrue(here.available(), here.reason());
            body.run();
        });
    }

    private void convolves() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int height : new int[] {1, 2, 5, 8}) {
            for (int width : new int[] {1, 3, 7, 15, 16, 17, 33}) {
                for (int kernel : new int[] {1, 2, 3, 5}) {
                    if (kernel <= Math.min(height, width) + 2) {
                        Shape in = new Shape(1 + random.nextInt(12), height, width);
                        Window window = Window.of(kernel, kernel)
                                .padding(Math.min(1, kernel - 1), kernel / 2)
                                .stride(1 + random.nextInt(2), 1 + random.nextInt(3));
                        agree(DrawnProgram.convolution(random, formats, in, 1 + random.nextInt(30), window, 1), random);
                    }
                }
            }
        }
    }

    private void convolvesUsualSizes() {
        SplittableRandom random = new SplittableRandom(SEED);
        Window three = Window.of(3, 3).padding(1, 1);
        agree(DrawnProgram.convolution(random, formats, new Shape(64, 8, 8), 64, three, 1), random);
        agree(DrawnProgram.convolution(random, formats, new Shape(32, 9, 9), 48, three.stride(2, 2), 1), random);
        agree(DrawnProgram.convolution(random, formats, new Shape(24, 6, 10), 32, three, 4), random);
        agree(DrawnProgram.convolution(random, formats, new Shape(40, 7, 7), 40, three.dilation(2, 2), 40), random);
        agree(DrawnProgram.convolution(random, formats, new Shape(20, 12, 12), 50, Window.of(5, 5), 1), random);
        agree(DrawnProgram.convolution(random, formats, new Shape(50, 4, 4), 130, Window.of(4, 4), 1), random);
        agree(DrawnProgram.convolution(random, formats, Shape.vector(300), 100, Window.of(1, 1), 1), random);
        agree(DrawnProgram.convolution(random, formats, new Shape(300, 5, 6), 70, Window.of(1, 1), 1), random);
    }

    private void runsPrograms(int programs, int steps) {
        for (int i = 0; i < programs; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            agree(DrawnProgram.of(random, formats, steps), random);
        }
    }

    private void agree(Program program, SplittableRandom random) {
        int examples = BATCHES[random.nextInt(BATCHES.length)];
        float[] in = DrawnProgram.values(random, examples * program.input().values());
        for (int batch : new int[] {1, 32}) {
            float[] out = run(program, batch, examples, in);
            int checked = Math.min(examples, 4);
            for (int i = 0; i < checked; i++) {
                int example = i * (examples - 1) / Math.max(1, checked - 1); // the first, the last, some between
                check(
                        program,
                        example,
                        in,
                        out,
                        "%s, example %d of %d, made for %d".formatted(program, example, examples, batch));
            }
        }
    }

    private static void check(Program program, int example, float[] in, float[] out, String what) {
        int values = program.input().values();
        Oracle.Value expected = Oracle.run(program, Arrays.copyOfRange(in, example * values, (example + 1) * values));
        int outputs = program.output().values();
        for (int i = 0; i < outputs; i++) {
            double off = Math.abs(out[example * outputs + i] - expected.exact()[i]);
            if (!(off <= expected.tolerance()[i])) {
                assertThat((double) out[example * outputs + i])
                        .as("%s: output %d of %s", what, i, program.output())
                        .isCloseTo(
                                expected.exact()[i], org.assertj.core.api.Assertions.within(expected.tolerance()[i]));
            }
        }
    }

    private float[] run(Program program, int batch, int examples, float[] in) {
        float[] out = new float[examples * program.output().values()];
        Arrays.fill(out, GUARD);
        try (CompiledProgram compiled = backend.compile(program, batch)) {
            compiled.execute(examples, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
        }
        return out;
    }

    /** A 3 × 3 convolution of one channel with a single weight in the middle. */
    private static Program identity(Activation activation) {
        return new Program(
                new Shape(1, 3, 5),
                List.of(new Step.Convolution(
                        "middle",
                        0,
                        Window.of(3, 3).padding(1, 1),
                        1,
                        CsrMatrix.of(new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0}, 1, 9),
                        Epilogue.NONE.then(activation),
                        OptionalInt.empty(),
                        new Shape(1, 3, 5))));
    }

    private void skipsPruned() {
        float[] in = new float[15];
        Arrays.fill(in, 2);
        in[7] = Float.POSITIVE_INFINITY;
        in[0] = Float.NaN;
        for (int batch : new int[] {1, 32}) {
            assertThat(run(identity(Activation.NONE), batch, 1, in)).containsExactly(in);
        }
    }

    private void keepsNan() {
        float[] in = new float[15];
        in[6] = Float.NaN;
        in[8] = -1;
        Program program = new Program(
                new Shape(1, 3, 5),
                List.of(
                        identity(Activation.RELU).steps().get(0),
                        new Step.Pooling("pool", 1, Window.of(3, 5), Step.Pooling.Kind.MAX, Shape.vector(1))));
        for (int batch : new int[] {1, 32}) {
            float[] activated = run(identity(Activation.RELU), batch, 1, in);
            assertThat(activated[6]).isNaN();
            assertThat(activated[8]).isZero();
            assertThat(run(program, batch, 1, in)).containsExactly(Float.NaN);
        }
    }

    private void keepsApart() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10; i++) {
            Program program = DrawnProgram.of(random, formats, 5);
            int values = program.input().values();
            float[] in = DrawnProgram.values(random, 33 * values);
            System.arraycopy(in, 0, in, 20 * values, values);
            System.arraycopy(in, 0, in, 32 * values, values);
            float[] out = run(program, 32, 33, in);
            int outputs = program.output().values();
            float[] first = Arrays.copyOf(out, outputs);
            assertThat(Arrays.copyOfRange(out, 20 * outputs, 21 * outputs)).containsExactly(first);
            assertThat(Arrays.copyOfRange(out, 32 * outputs, 33 * outputs)).containsExactly(first);
        }
    }

    private void handsOverExamplesOnly() {
        Shape shape = new Shape(2, 3, 5);
        Step counting = new Step.Foreign(
                "counting",
                List.of(0),
                (examples, in, out) -> {
                    assertThat(in.get(0)).hasSize(examples * shape.values());
                    assertThat(out).hasSize(examples * shape.values());
                    Arrays.fill(out, examples);
                },
                "counts",
                shape);
        try (CompiledProgram compiled = backend.compile(new Program(shape, List.of(counting)), 32)) {
            int lanes = compiled.lanes();
            float[] out = new float[(lanes + 2) * shape.values()];
            compiled.execute(lanes + 2, FloatBuffer.allocate(out.length), FloatBuffer.wrap(out));
            int full = lanes * shape.values();
            assertThat(Arrays.copyOf(out, full)).containsOnly(lanes);
            assertThat(Arrays.copyOfRange(out, full, out.length)).containsOnly(Math.min(lanes, 2));
        }
    }

    private void staysInside() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10; i++) {
            Program program = DrawnProgram.of(random, formats, 4);
            float[] in = DrawnProgram.values(random, 5 * program.input().values());
            float[] before = in.clone();
            int outputs = 5 * program.output().values();
            float[] larger = new float[outputs + 40];
            Arrays.fill(larger, GUARD);
            try (CompiledProgram compiled = backend.compile(program, 32)) {
                compiled.execute(5, FloatBuffer.wrap(in), FloatBuffer.wrap(larger, 20, outputs));
                float[] once = larger.clone();
                compiled.execute(5, FloatBuffer.wrap(in), FloatBuffer.wrap(larger, 20, outputs));
                assertThat(larger).as("again").containsExactly(once);
            }
            assertThat(in).containsExactly(before);
            assertThat(Arrays.copyOf(larger, 20)).containsOnly(GUARD);
            assertThat(Arrays.copyOfRange(larger, outputs + 20, outputs + 40)).containsOnly(GUARD);
            assertThat(Arrays.copyOfRange(larger, 20, outputs + 20)).doesNotContain(GUARD);
        }
    }

    private void takesBuffers() {
        Program program = DrawnProgram.of(new SplittableRandom(SEED), formats, 4);
        float[] in = DrawnProgram.values(
                new SplittableRandom(SEED), 3 * program.input().values());
        float[] expected = run(program, 32, 3, in);
        FloatBuffer from = direct(in.length + 7).position(7);
        from.put(in).flip().position(7);
        FloatBuffer to = direct(expected.length + 3).position(3);
        try (CompiledProgram compiled = backend.compile(program, 32)) {
            compiled.execute(3, from.asReadOnlyBuffer(), to);
            float[] out = new float[expected.length];
            to.get(3, out);
            assertThat(out).containsExactly(expected);
            assertThat(to.position()).isEqualTo(3);
            assertThat(from.position()).isEqualTo(7);
        }
    }

    private static FloatBuffer direct(int floats) {
        return ByteBuffer.allocateDirect(4 * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private void times() {
        Program program = DrawnProgram.of(new SplittableRandom(SEED), formats, 4);
        float[] in = DrawnProgram.values(
                new SplittableRandom(SEED), 17 * program.input().values());
        float[] out = new float[17 * program.output().values()];
        try (CompiledProgram compiled = backend.compile(program, 32)) {
            long[] times = compiled.time(17, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
            assertThat(times).hasSize(5);
            assertThat(Arrays.stream(times).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(times).sum()).isPositive();
            assertThat(compiled.arenaBytes()).isPositive();
            assertThat(compiled.lanes()).isPositive();
        }
        assertThat(out).containsExactly(run(program, 32, 17, in));
    }

    private void servesThreads() {
        SplittableRandom random = new SplittableRandom(SEED);
        Program program = DrawnProgram.of(random, formats, 7);
        for (int batch : new int[] {1, 32}) {
            try (CompiledProgram compiled = backend.compile(program, batch)) {
                List<float[]> inputs = Stream.generate(() ->
                                DrawnProgram.values(random, 5 * program.input().values()))
                        .limit(16)
                        .toList();
                List<CompletableFuture<float[]>> running = inputs.stream()
                        .map(in -> CompletableFuture.supplyAsync(
                                () -> repeated(compiled, program, in), run -> new Thread(run).start()))
                        .toList();
                for (int i = 0; i < 16; i++) {
                    assertThat(running.get(i).join()).containsExactly(run(program, batch, 5, inputs.get(i)));
                }
            }
        }
    }

    private static float[] repeated(CompiledProgram compiled, Program program, float[] in) {
        float[] out = new float[5 * program.output().values()];
        for (int i = 0; i < 20; i++) {
            Arrays.fill(out, GUARD);
            compiled.execute(5, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
        }
        return out;
    }

    private void refuses() {
        Program program = identity(Activation.NONE);
        FloatBuffer one = FloatBuffer.allocate(15);
        try (CompiledProgram compiled = backend.compile(program, 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compiled.execute(0, one, FloatBuffer.allocate(15)))
                    .withMessageContaining("at least one example, found 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compiled.execute(2, one, FloatBuffer.allocate(30)))
                    .withMessageContaining("input of 2 examples of [1, 3, 5] holds 30 values, found a buffer of 15");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compiled.execute(1, one, FloatBuffer.allocate(14)))
                    .withMessageContaining("output of 1 examples of [1, 3, 5] holds 15 values, found a buffer of 14");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> compiled.execute(1, one, one))
                    .withMessageContaining("two buffers");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            compiled.execute(1, one, FloatBuffer.allocate(15).asReadOnlyBuffer()))
                    .withMessageContaining("read-only");
        }
    }

    private void closes() {
        CompiledProgram compiled = backend.compile(identity(Activation.NONE), 1);
        compiled.close();
        compiled.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> compiled.execute(1, FloatBuffer.allocate(15), FloatBuffer.allocate(15)))
                .withMessageContaining("closed");
    }
}
