package org.espalier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Hinton's loss against its own differences, and at its two ends. */
class DistillationLossTest {
    private static final INDArray HARD = Nd4j.create(new double[][] {{0, 1, 0}, {1, 0, 0}});
    private static final INDArray LOGITS = Nd4j.create(new double[][] {{0.3, -1.2, 2}, {0.1, 0.7, -0.4}});
    private static final INDArray TEACHER = Nd4j.create(new double[][] {{.2, .7, .1}, {.5, .25, .25}});

    private static INDArray labels() {
        return DistillationLoss.labels(HARD, TEACHER);
    }

    @Test
    void theGradientIsThatOfTheScore() {
        DistillationLoss loss = new DistillationLoss(4, 0.9);
        INDArray gradient = loss.computeGradient(labels(), LOGITS.dup(), new ActivationSoftmax(), null);

        double step = 1e-5;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                INDArray up = LOGITS.dup().putScalar(i, j, LOGITS.getDouble(i, j) + step);
                INDArray down = LOGITS.dup().putScalar(i, j, LOGITS.getDouble(i, j) - step);
                double difference = (score(loss, up) - score(loss, down)) / (2 * step);
                assertThat(gradient.getDouble(i, j)).isCloseTo(difference, within(1e-6));
            }
        }
    }

    private static double score(DistillationLoss loss, INDArray logits) {
        return loss.computeScore(labels(), logits, new ActivationSoftmax(), null, false);
    }

    @Test
    void nothingOfTheTeacherIsCrossEntropy() {
        INDArray plain = new LossMCXENT().computeGradient(HARD.dup(), LOGITS.dup(), new ActivationSoftmax(), null);

        assertThat(new DistillationLoss(4, 0)
                        .computeGradient(labels(), LOGITS.dup(), new ActivationSoftmax(), null)
                        .equalsWithEps(plain, 1e-12))
                .isTrue();
    }

    @Test
    void aStudentThatSaysTheSameHasNothingToLearnFromItsTeacher() {
        INDArray same = Nd4j.create(new double[][] {
            {Math.log(.2), Math.log(.7), Math.log(.1)},
            {
                // Logits that differ by a constant are the same probabilities.
                Math.log(.5) + 3, Math.log(.25) + 3, Math.log(.25) + 3
            }
        });

        assertThat(new DistillationLoss(2.5, 1)
                        .computeGradient(labels(), same, new ActivationSoftmax(), null)
                        .norm2Number()
                        .doubleValue())
                .isCloseTo(0, within(1e-12));
        assertThat(score(new DistillationLoss(2.5, 1), same)).isCloseTo(0, within(1e-12));
    }
}
