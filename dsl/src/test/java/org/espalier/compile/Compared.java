package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Instruction;
import org.espalier.program.JavaProgram;
import org.espalier.program.Program;
import org.espalier.program.Region;
import org.espalier.sparse.CsrMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model's translation beside DL4J's own output. */
final class Compared {
    private static final int EXAMPLES = 5;

    private Compared() {}

    /** Translates, runs it with one, three and sixteen lanes, and demands DL4J's output up to 1e-5 of the largest. */
    static Translation agrees(Model model, long... example) {
        Translation translation = Translation.of(model, example);
        agrees(model, translation, 1e-5);
        return translation;
    }

    static void agrees(Model model, Translation translation, double tolerance) {
        INDArray features = features(translation.inputShape(EXAMPLES));
        INDArray expected = output(model, features);
        assertThat(expected.shape()).isEqualTo(translation.outputShape(EXAMPLES));
        Program program = translation.program();
        float[] in = translation.inputLayout().values(features, EXAMPLES, program.input());
        float[] wanted = translation.outputLayout().values(expected, EXAMPLES, program.output());
        double largest = 0;
        for (float value : wanted) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as("DL4J's largest output").isFinite().isPositive();
        for (int lanes : new int[] {1, 3, 16}) {
            float[] found = run(program, lanes, EXAMPLES, in);
            for (int i = 0; i < wanted.length; i++) {
                assertThat((double) found[i])
                        .as("value %d of %s, %d lanes", i, Arrays.toString(translation.outputShape(EXAMPLES)), lanes)
                        .isCloseTo(wanted[i], within(tolerance * largest));
            }
        }
    }

    static float[] run(Program program, int lanes, int examples, float[] in) {
        float[] out = new float[examples * program.output().values()];
        try (CompiledProgram compiled = new JavaProgram(program, lanes, Compared::product)) {
            compiled.execute(examples, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
            // Once more, on an arena that is no longer zero.
            float[] first = out.clone();
            compiled.execute(examples, FloatBuffer.wrap(in), FloatBuffer.wrap(out));
            assertThat(out).isEqualTo(first);
        }
        return out;
    }

    static INDArray features(long... shape) {
        Random random = new Random(Arrays.hashCode(shape));
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Nd4j.create(values, shape, 'c');
    }

    static INDArray output(Model model, INDArray features) {
        INDArray given = features.castTo(model.params().dataType());
        return (model instanceof MultiLayerNetwork sequential
                        ? sequential.output(given, false)
                        : ((ComputationGraph) model).outputSingle(false, given))
                .castTo(DataType.FLOAT);
    }

    /** A product as the instruction says it, summed in double. */
    private static void product(Instruction.Product p, int lanes, float[] arena) {
        CsrMatrix weights = p.weights().toCsr();
        int[] pointers = weights.rowPointers();
        int[] columns = weights.columnIndices();
        float[] values = weights.values();
        float[] bias = p.epilogue().bias();
        Region out = p.out();
        for (int row = 0; row < out.channels(); row++) {
            int group = p.in().start() + row / (out.channels() / p.groups()) * p.groupStride();
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    int from = group + y * p.in().pitch() + x;
                    for (int lane = 0; lane < lanes; lane++) {
                        double sum = bias == null ? 0 : bias[row];
                        for (Region addend : p.addend().stream().toList()) {
                            sum += arena[addend.at(row, y, x) * lanes + lane];
                        }
                        for (int at = pointers[row]; at < pointers[row + 1]; at++) {
                            sum += (double) values[at] * arena[(from + p.offsets()[columns[at]]) * lanes + lane];
                        }
                        arena[out.at(row, y, x) * lanes + lane] =
                                p.epilogue().activation().of((float) sum);
                    }
                }
            }
        }
    }
}
