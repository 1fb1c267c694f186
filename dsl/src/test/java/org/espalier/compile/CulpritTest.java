package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.espalier.program.Program;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.SparseMatrix;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;

class CulpritTest {
    private final Source source = Source.of(SparseNetworkTest.pruned(Zoo.lenet300(), 0.5));
    private final FloatBuffer in = Samples.input(source.program());

    @Test
    void theFirstStepThatABackendComputesWrongIsNamed() {
        Culprit culprit = new Culprit(source.program(), in, Samples.COUNT);

        assertThat(culprit.inBackend(new PlainBackend(), 1)).isEmpty();
        assertThat(culprit.inBackend(new PlainBackend().wrongAt(1), 16))
                .map(Step::name)
                .contains("fc2");
    }

    @Test
    void theFirstStepThatWasTranslatedWrongIsNamed() {
        List<float[]> layers = source.activations(in, Samples.COUNT);

        assertThat(new Culprit(source.program(), in, Samples.COUNT).inTranslation(layers))
                .isEmpty();
        assertThat(new Culprit(doubled("fc2"), in, Samples.COUNT).inTranslation(layers))
                .map(Step::name)
                .contains("fc2");
    }

    /** With one layer's weights twice as large. */
    private Program doubled(String name) {
        List<Step> steps = new ArrayList<>();
        for (Step step : source.program().steps()) {
            steps.add(step instanceof Convolution c && c.name().equals(name) ? c.with(doubled(c.weights())) : step);
        }
        return new Program(source.program().input(), steps);
    }

    private static SparseMatrix doubled(SparseMatrix weights) {
        float[] values = weights.toDense();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 2;
        }
        return DenseMatrix.of(values, weights.rows(), weights.columns());
    }
}
