package org.espalier.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Combination.Operation;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Step.Softmax;
import org.espalier.sparse.Activation;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;
import org.junit.jupiter.api.Test;

class SimplificationTest {
    private static final Shape IMAGE = new Shape(4, 5, 6);
    private static final Window PADDED = Window.of(3, 3).padding(1, 1);
    private static final SplittableRandom RANDOM = new SplittableRandom(3);

    private static Convolution convolution(String name, int input) {
        return convolution(name, input, PADDED, IMAGE);
    }

    private static Convolution convolution(String name, int input, Window window, Shape out) {
        int columns = IMAGE.channels() * window.height() * window.width();
        SparseMatrix weights =
                DenseMatrix.of(DrawnProgram.values(RANDOM, out.channels() * columns), out.channels(), columns);
        Epilogue bias = Epilogue.bias(DrawnProgram.values(RANDOM, out.channels()));
        return new Convolution(name, input, window, 1, weights, bias, OptionalInt.empty(), out);
    }

    private static Scaling scaling(String name, int input, Activation activation) {
        return new Scaling(
                name,
                input,
                DrawnProgram.values(RANDOM, IMAGE.channels()),
                DrawnProgram.values(RANDOM, IMAGE.channels()),
                activation,
                IMAGE);
    }

    private static Pointwise relu(String name, int input) {
        return new Pointwise(name, input, Function.RELU, 0, IMAGE);
    }

    private static Combination sum(String name, int... inputs) {
        List<Integer> values = Arrays.stream(inputs).boxed().toList();
        return new Combination(name, values, Operation.ADD, Activation.NONE, IMAGE);
    }

    /** What is left, after making sure that it computes the same. */
    private static List<Step> simplified(Shape input, Step... steps) {
        return equal(new Program(input, List.of(steps)), 1).steps();
    }

    private static Program equal(Program program, int seed) {
        Program simplified = Simplification.of(program);
        float[] in =
                DrawnProgram.values(new SplittableRandom(seed), program.input().values());
        Oracle.Value expected = Oracle.run(program, in);
        Oracle.Value found = Oracle.run(simplified, in);
        for (int i = 0; i < expected.exact().length; i++) {
            double tolerance = expected.tolerance()[i] + found.tolerance()[i];
            if (!(Math.abs(found.exact()[i] - expected.exact()[i]) <= tolerance)) {
                assertThat(found.exact()[i])
                        .as("value %d of %s, simplified to %s", i, program, simplified)
                        .isEqualTo(expected.exact()[i]);
            }
        }
        return simplified;
    }

    @Test
    void drawnProgramsComputeTheSameInFewerSteps() {
        int fewer = 0;
        for (int seed = 0; seed < 600; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Program program = DrawnProgram.of(random, EnumSet.allOf(SparseFormat.class), 2 + seed % 9);
            fewer += program.steps().size() - equal(program, seed).steps().size();
        }
        assertThat(fewer).isGreaterThan(600);
    }

    @Test
    void normalisationAndReluGoIntoTheConvolutionBefore() {
        List<Step> steps = simplified(
                IMAGE,
                convolution("conv", 0),
                scaling("bn", 1, Activation.NONE),
                relu("relu", 2),
                new Softmax("out", 3, IMAGE));

        assertThat(steps).extracting(Step::name).containsExactly("conv", "out");
        assertThat(((Convolution) steps.get(0)).epilogue().activation()).isEqualTo(Activation.RELU);
    }

    @Test
    void weightsThatAreZeroStayExactlyZero() {
        float[] weights = new float[4 * 36];
        Arrays.fill(weights, 7, 9, 1);
        weights[143] = 3;
        Scaling bn = new Scaling(
                "bn", 1, new float[] {2, Float.NaN, Float.POSITIVE_INFINITY, 0}, new float[4], Activation.NONE, IMAGE);
        for (SparseMatrix matrix : List.of(DenseMatrix.of(weights, 4, 36), CsrMatrix.of(weights, 4, 36))) {
            Convolution conv = new Convolution("conv", 0, PADDED, 1, matrix, Epilogue.NONE, OptionalInt.empty(), IMAGE);

            Program simplified = Simplification.of(new Program(IMAGE, List.of(conv, bn)));

            SparseMatrix found = ((Convolution) simplified.steps().get(0)).weights();
            assertThat(found.format()).isEqualTo(matrix.format());
            assertThat(found.toCsr().columnIndices()).containsExactly(7, 8);
            assertThat(found.toCsr().values()).containsExactly(2, 2);
        }
    }

    @Test
    void whatOthersReadStays() {
        assertThat(simplified(IMAGE, convolution("conv", 0), scaling("bn", 1, Activation.NONE), sum("sum", 1, 2)))
                .extracting(Step::name)
                .containsExactly("conv", "bn", "sum");
        assertThat(simplified(IMAGE, convolution("conv", 0), relu("relu", 1), sum("sum", 1, 2)))
                .extracting(Step::name)
                .containsExactly("conv", "relu", "sum");
        assertThat(simplified(IMAGE, convolution("conv", 0), sum("twice", 1, 1)))
                .extracting(Step::name)
                .containsExactly("conv", "twice");
    }

    @Test
    void nothingGoesPastAnActivation() {
        Step relu = relu("relu", 1);

        assertThat(simplified(IMAGE, convolution("conv", 0), relu, scaling("bn", 2, Activation.NONE)))
                .extracting(Step::name)
                .containsExactly("conv", "bn");
        assertThat(simplified(IMAGE, convolution("conv", 0), relu, sum("sum", 0, 2)))
                .extracting(Step::name)
                .containsExactly("conv", "sum");
        assertThat(simplified(IMAGE, scaling("bn", 0, Activation.RELU), convolution("conv", 1)))
                .extracting(Step::name)
                .containsExactly("bn", "conv");
    }

    @Test
    void aNormalisationBeforeGoesInWhereThereIsNoPadding() {
        Step bn = scaling("bn", 0, Activation.NONE);
        Convolution inside = convolution("inside", 1, Window.of(2, 3), new Shape(3, 4, 4));
        Convolution beyond = convolution("beyond", 1, Window.of(2, 3), new Shape(3, 5, 4));

        assertThat(simplified(IMAGE, bn, inside)).extracting(Step::name).containsExactly("inside");
        assertThat(simplified(IMAGE, bn, beyond)).extracting(Step::name).containsExactly("bn", "beyond");
        assertThat(simplified(IMAGE, bn, convolution("padded", 1)))
                .extracting(Step::name)
                .containsExactly("bn", "padded");
    }

    @Test
    void aMereFactorGoesInDespiteThePadding() {
        Step factor = new Scaling("factor", 0, new float[] {2, 3, 4, 5}, new float[4], Activation.NONE, IMAGE);

        assertThat(simplified(IMAGE, factor, convolution("padded", 1)))
                .extracting(Step::name)
                .containsExactly("padded");
    }

    @Test
    void eachGroupTakesInItsOwnChannels() {
        Convolution depthwise = new Convolution(
                "depthwise",
                1,
                Window.of(2, 2),
                4,
                DenseMatrix.of(DrawnProgram.values(RANDOM, 32), 8, 4),
                Epilogue.NONE,
                OptionalInt.empty(),
                new Shape(8, 4, 5));

        assertThat(simplified(IMAGE, scaling("bn", 0, Activation.NONE), depthwise))
                .hasSize(1);
    }

    @Test
    void theLaterConvolutionTakesInTheOtherTerm() {
        List<Step> steps =
                simplified(IMAGE, convolution("one", 0), convolution("other", 0), sum("sum", 2, 1), relu("relu", 3));

        assertThat(steps).extracting(Step::name).containsExactly("one", "other");
        Convolution last = (Convolution) steps.get(1);
        assertThat(last.addend()).hasValue(1);
        assertThat(last.epilogue().activation()).isEqualTo(Activation.RELU);
    }

    @Test
    void anEarlierConvolutionWaitsForTheTermItTakesIn() {
        List<Step> steps = simplified(
                IMAGE, convolution("conv", 0), new Pointwise("tanh", 0, Function.TANH, 0, IMAGE), sum("sum", 1, 2));

        assertThat(steps).extracting(Step::name).containsExactly("tanh", "conv");
        assertThat(((Convolution) steps.get(1)).addend()).hasValue(1);
    }

    @Test
    void framesOfZerosArePaddingButCropsAreNot() {
        Shape framed = new Shape(4, 8, 7);
        Step frame = new Framing("frame", 0, 2, 0, framed);
        Step crop = new Framing("crop", 0, -1, 2, new Shape(4, 8, 7));
        Convolution conv = convolution("conv", 1, PADDED.stride(2, 1), new Shape(3, 4, 7));

        List<Step> steps = simplified(IMAGE, frame, conv);

        assertThat(steps).extracting(Step::name).containsExactly("conv");
        assertThat(((Convolution) steps.get(0)).window())
                .isEqualTo(PADDED.stride(2, 1).padding(3, 1));
        assertThat(simplified(IMAGE, crop, conv)).extracting(Step::name).containsExactly("crop", "conv");
    }

    @Test
    void scalingsInARowAreOneAndIdentitiesNone() {
        Step identity = new Scaling("identity", 1, new float[] {1, 1, 1, 1}, new float[4], Activation.NONE, IMAGE);

        assertThat(simplified(IMAGE, scaling("one", 0, Activation.NONE), identity, scaling("two", 2, Activation.RELU)))
                .extracting(Step::name)
                .containsExactly("one");
    }

    @Test
    void aProgramThatDoesNothingKeepsItsOneStep() {
        Step identity = new Scaling("identity", 0, new float[] {1, 1, 1, 1}, new float[4], Activation.NONE, IMAGE);

        assertThat(simplified(IMAGE, identity)).containsExactly(identity);
    }

    @Test
    void whatNobodyReadsGoes() {
        assertThat(simplified(
                        IMAGE,
                        relu("unread", 0),
                        convolution("reads it", 1),
                        convolution("unread too", 0),
                        relu("out", 0)))
                .extracting(Step::name)
                .containsExactly("out");
    }
}
