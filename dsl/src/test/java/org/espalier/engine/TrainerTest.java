package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.model.Network;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class TrainerTest {
    private final Network network = Tiny.network().build(5);
    private final Trainer trainer = new Trainer(Tiny.data(), 64, new Meter(Progress.Listener.NONE, 1));

    @Test
    void theValidationSplitPicksTheEpoch() {
        float[] before = network.parameters().toFloatVector();

        Trainer.Course course = trainer.train(network, 6, OptionalDouble.of(0.03), 1);

        List<Double> accuracies = new ArrayList<>();
        for (INDArray parameters : course.afterEpoch()) {
            Network then = network.copy();
            then.setParameters(parameters);
            accuracies.add(trainer.validationAccuracy(then));
        }
        List<Double> epochs = accuracies.subList(1, accuracies.size());
        assertThat(course.afterEpoch()).hasSize(7);
        assertThat(course.afterEpoch().get(0).toFloatVector()).isEqualTo(before);
        assertThat(course.best())
                .as("the first of the highest of %s", epochs)
                .isEqualTo(
                        1 + epochs.indexOf(epochs.stream().max(Double::compare).orElseThrow()));
        assertThat(course.bestParameters()).isSameAs(course.afterEpoch().get(course.best()));
        assertThat(network.parameters().toFloatVector())
                .as("training works on a copy")
                .isEqualTo(before);
    }

    @Test
    void ofEqualEpochsTheFirstIsKeptAndNeverTheStart() {
        Trainer.Course course = trainer.train(network, 3, OptionalDouble.of(1e-12), 1);

        assertThat(course.best()).isEqualTo(1);
    }

    @Test
    void theLearningRateOfOneTrainingIsNotThatOfTheNext() {
        float[] first = trainer.train(network, 1, OptionalDouble.empty(), 1)
                .bestParameters()
                .toFloatVector();

        trainer.train(network, 1, OptionalDouble.of(0.5), 1);

        assertThat(trainer.train(network, 1, OptionalDouble.empty(), 1)
                        .bestParameters()
                        .toFloatVector())
                .isEqualTo(first);
    }
}
