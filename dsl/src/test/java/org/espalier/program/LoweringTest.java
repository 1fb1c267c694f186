package org.espalier.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Availability;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;
import org.espalier.sparse.SparseProduct;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class LoweringTest {

    /** The lowering itself, run word by word. */
    private record Plainly(int lanes) implements ProgramBackend {
        @Override
        public String id() {
            return "plainly";
        }

        @Override
        public int rank() {
            return -1;
        }

        @Override
        public Availability availability() {
            return Availability.on("plain loops");
        }

        @Override
        public boolean supports(SparseFormat format) {
            return true;
        }

        @Override
        public SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue) {
            throw new UnsupportedOperationException("programs only");
        }

        @Override
        public CompiledProgram compile(Program program, int batch) {
            return new JavaProgram(program, batch == 1 ? 1 : lanes, PlainProducts::run);
        }
    }

    @TestFactory
    Stream<DynamicTest> loweredProgramsComputeWhatTheStepsSay() {
        return IntStream.of(3, 16).mapToObj(Plainly::new).flatMap(ProgramContract::of);
    }

    @Test
    void regionsThatLiveTogetherShareNothing() {
        for (int i = 0; i < 200; i++) {
            SplittableRandom random = new SplittableRandom(i);
            Lowered lowered = Lowering.of(DrawnProgram.of(random, java.util.Set.of(SparseFormat.CSR), 8), 16);
            for (Instruction instruction : lowered.instructions()) {
                inputs(instruction)
                        .forEach(in -> assertThat(apart(in, instruction.out()) || same(in, instruction.out()))
                                .as("%s", instruction)
                                .isTrue());
            }
        }
    }

    private static Stream<Region> inputs(Instruction instruction) {
        if (instruction instanceof Instruction.Product i) {
            assertThat(apart(i.in(), i.out())).as("%s", i).isTrue();
            return i.addend().stream();
        }
        if (instruction instanceof Instruction.Combine i) {
            return i.in().stream();
        }
        if (instruction instanceof Instruction.Pool i) {
            assertThat(apart(i.in(), i.out())).as("%s", i).isTrue();
        }
        return Stream.empty();
    }

    private static boolean apart(Region a, Region b) {
        return end(a) <= b.start() || end(b) <= a.start();
    }

    private static int end(Region r) {
        return r.at(r.channels() - 1, r.height() - 1, r.width() - 1) + 1;
    }

    private static boolean same(Region a, Region b) {
        return a.equals(b);
    }

    @Test
    void aChainNeedsTwoPlacesHoweverLongItIs() {
        assertThat(arena(chain(4))).isEqualTo(arena(chain(40)));
    }

    private static int arena(Program program) {
        return Lowering.of(program, 16).positions();
    }

    private static Program chain(int length) {
        Shape shape = new Shape(8, 6, 6);
        SparseMatrix weights = CsrMatrix.of(new float[8 * 72], 8, 72);
        Window window = Window.of(3, 3).padding(1, 1);
        return new Program(
                shape,
                IntStream.range(0, length)
                        .<Step>mapToObj(i -> new Step.Convolution(
                                "conv" + i, i, window, 1, weights, Epilogue.NONE, OptionalInt.empty(), shape))
                        .toList());
    }

    @Test
    void partsOfAConcatenationAreComputedInPlace() {
        Shape shape = new Shape(8, 6, 6);
        SparseMatrix weights = CsrMatrix.of(new float[64], 8, 8);
        Step one =
                new Step.Convolution("one", 0, Window.of(1, 1), 1, weights, Epilogue.NONE, OptionalInt.empty(), shape);
        Step other = new Step.Convolution(
                "other", 0, Window.of(1, 1), 1, weights, Epilogue.NONE, OptionalInt.empty(), shape);
        Step both = new Step.Concatenation("both", List.of(1, 2), new Shape(16, 6, 6));

        Lowered lowered = Lowering.of(new Program(shape, List.of(one, other, both)), 16);

        assertThat(lowered.instructions()).hasSize(2).allMatch(i -> i instanceof Instruction.Product);
        assertThat(lowered.instructions().get(1).out()).isEqualTo(lowered.out().slice(8, 8));
    }

    @Test
    void aResidualIsAddedWhereItLies() {
        Shape shape = new Shape(4, 5, 5);
        SparseMatrix weights = CsrMatrix.of(new float[16], 4, 4);
        Step first = new Step.Convolution(
                "first", 0, Window.of(1, 1), 1, weights, Epilogue.NONE, OptionalInt.empty(), shape);
        Step second = new Step.Convolution(
                "second", 1, Window.of(1, 1), 1, weights, Epilogue.NONE, OptionalInt.empty(), shape);
        Step third =
                new Step.Convolution("third", 2, Window.of(1, 1), 1, weights, Epilogue.NONE, OptionalInt.of(1), shape);

        List<Instruction> instructions = Lowering.of(new Program(shape, List.of(first, second, third)), 1)
                .instructions();

        assertThat(instructions.get(2).out()).isEqualTo(instructions.get(0).out());
    }

    @Test
    void aStridedConvolutionOfOneTapMovesOnlyWhatItReads() {
        Step half = new Step.Convolution(
                "half",
                0,
                Window.of(1, 1).stride(2, 2),
                1,
                CsrMatrix.of(new float[16], 4, 4),
                Epilogue.NONE.then(Activation.RELU),
                OptionalInt.empty(),
                new Shape(4, 4, 4));

        List<Instruction> instructions =
                Lowering.of(new Program(new Shape(4, 7, 8), List.of(half)), 16).instructions();

        assertThat(instructions).hasSize(2);
        assertThat(instructions.get(0))
                .isInstanceOfSatisfying(
                        Instruction.Move.class,
                        move -> assertThat(move.out().shape()).isEqualTo(new Shape(4, 4, 4)));
    }

    @Test
    void denseGroupsOfSeveralRowsAreMultipliedOneByOneAndOthersAsOneSparseMatrix() {
        float[] ones = new float[8 * 3];
        Arrays.fill(ones, 1);

        Instruction.Product groupByGroup = grouped(2, DenseMatrix.of(ones, 8, 3));
        assertThat(groupByGroup.weights()).isEqualTo(DenseMatrix.of(ones, 8, 3));
        assertThat(groupByGroup.groups()).isEqualTo(2);
        assertThat(groupByGroup.offsets()).containsExactly(0, 4, 8);
        assertThat(groupByGroup.groupStride()).isEqualTo(12);

        for (Instruction.Product sideBySide :
                List.of(grouped(4, DenseMatrix.of(ones, 8, 3)), grouped(2, CsrMatrix.of(ones, 8, 3)))) {
            assertThat(sideBySide.weights()).isInstanceOf(CsrMatrix.class);
            assertThat(sideBySide.weights().nonZeros()).isEqualTo(24);
            assertThat(sideBySide.groups()).isOne();
            assertThat(sideBySide.offsets()).hasSize(sideBySide.weights().columns());
        }
    }

    /** A 1 × 1 convolution of three channels a group to eight. */
    private static Instruction.Product grouped(int groups, SparseMatrix weights) {
        Step step = new Step.Convolution(
                "grouped", 0, Window.of(1, 1), groups, weights, Epilogue.NONE, OptionalInt.empty(), new Shape(8, 2, 2));
        Program program = new Program(new Shape(3 * groups, 2, 2), List.of(step));
        return (Instruction.Product) Lowering.of(program, 1).instructions().get(0);
    }

    @Test
    void planesAreAnOddNumberOfCacheLinesApart() {
        for (int side : new int[] {4, 8, 15, 16, 32, 64}) {
            for (int lanes : new int[] {1, 16}) {
                int plane = Frame.of(new Shape(4, side, side), new Margins(1, 1, 1, 1), lanes)
                        .plane();
                assertThat(plane * lanes % 16)
                        .as("%d x %d, %d lanes", side, side, lanes)
                        .isIn(0, plane * lanes < 64 ? plane * lanes % 16 : 0);
                assertThat(plane * lanes / 16 % 2)
                        .as("%d x %d, %d lanes", side, side, lanes)
                        .isOne();
            }
        }
    }

    @Test
    void whatFitsNoArenaIsRefused() {
        Shape huge = new Shape(1000, 1000, 1000);
        Step nothing = new Step.Pointwise("relu", 0, Function.RELU, 0, huge);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lowering.of(new Program(huge, List.of(nothing)), 16))
                .withMessageContaining("more than 2^31 - 1 floats");
    }

    /** Sizes that an int takes for small ones, or for negative ones, once multiplied or added up. */
    @Test
    void sizesThatOnlyFitByWrappingAroundAreRefused() {
        Shape wide = new Shape(1, 1 << 10, (1 << 19) + 1);
        Shape half = new Shape(1, 1 << 15, 1 << 15);

        refusesToLower(wide, 8);
        refusesToLower(half, 1);
    }

    private static void refusesToLower(Shape shape, int lanes) {
        Step doubled = new Step.Scaling("doubled", 0, new float[] {2}, new float[1], Activation.NONE, shape);
        Step sum = new Step.Combination("sum", List.of(0, 1), Step.Combination.Operation.ADD, Activation.NONE, shape);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lowering.of(new Program(shape, List.of(doubled, sum)), lanes))
                .withMessage("%d examples side by side need an arena of more than 2^31 - 1 floats; take fewer", lanes);
    }
}
