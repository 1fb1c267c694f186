package org.espalier.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryTest {

    static List<Recovery> steps() {
        return ServiceLoader.load(Recovery.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void idsAreUnique() {
        assertThat(steps()).isNotEmpty().extracting(Recovery::id).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void isARecordWithDefaultsThatSaysWhatItDoes(Recovery step) throws ReflectiveOperationException {
        assertThat(step.getClass()).isRecord();
        assertThat(step.getClass().getConstructor().newInstance()).isEqualTo(step);
        assertThat(step.sentence()).isNotBlank().doesNotEndWith(".");
    }

    /** The engine counts epochs and checks rewinds before it starts: what is announced must be what happens. */
    @ParameterizedTest
    @MethodSource("steps")
    void doesWhatItAnnounces(Recovery step) {
        Asked asked = new Asked();
        step.recover(asked);

        assertThat(asked.epochs).isEqualTo(step.epochs());
        assertThat(asked.rewinds).isEqualTo(step.rewindsTo().stream().boxed().toList());
    }

    @Test
    void fineTuningTrainsAtItsOwnLearningRate() {
        Asked asked = new Asked();
        new FineTune(3, 0.01).recover(asked);

        assertThat(asked.epochs).isEqualTo(3);
        assertThat(asked.rates).containsExactly(OptionalDouble.of(0.01));
        assertThat(new FineTune().at(0.5)).isEqualTo(new FineTune(1, 0.5));
    }

    @Test
    void trainingUsesTheRatesOfTheModel() {
        Asked asked = new Asked();
        new Train(5).recover(asked);

        assertThat(asked.epochs).isEqualTo(5);
        assertThat(asked.rates).containsExactly(OptionalDouble.empty());
    }

    @Test
    void sentencesReadLikeSentences() {
        assertThat(new FineTune(1, 1e-3).sentence()).isEqualTo("fine-tune 1 epoch at 0.001");
        assertThat(new FineTune(2, 0.1).sentence()).isEqualTo("fine-tune 2 epochs at 0.1");
        assertThat(new Train(1).sentence()).isEqualTo("train 1 epoch");
        assertThat(new Train(20).sentence()).isEqualTo("train 20 epochs");
        assertThat(new RewindToEpoch(0).sentence()).isEqualTo("rewind to the initialisation");
        assertThat(new RewindToEpoch(2).sentence()).isEqualTo("rewind to epoch 2");
    }

    @Test
    void componentsOutOfRangeAreRefusedWithWhatWasFound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FineTune(0, 1e-3))
                .withMessage("fineTune: epochs must be at least 1, found 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FineTune().at(0))
                .withMessage("fineTune: the learning rate must be a finite number above 0, found 0.0; try 1e-3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FineTune().at(Double.NaN))
                .withMessage("fineTune: the learning rate must be a finite number above 0, found NaN; try 1e-3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Train(-1))
                .withMessage("train: epochs must be at least 1, found -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RewindToEpoch(-1))
                .withMessage("rewindToEpoch: the epoch must be at least 0, found -1");
    }

    /** Notes down what a recovery step asked for. */
    private static final class Asked implements Training {
        private int epochs;
        private final List<OptionalDouble> rates = new ArrayList<>();
        private final List<Integer> rewinds = new ArrayList<>();

        @Override
        public void train(int epochs, OptionalDouble learningRate) {
            this.epochs += epochs;
            rates.add(learningRate);
        }

        @Override
        public void train(int epochs, double learningRate, Decay decay) {
            train(epochs, OptionalDouble.of(learningRate));
        }

        @Override
        public void repeatLast(int epochs) {
            this.epochs += epochs;
        }

        @Override
        public void distil(int epochs, double learningRate, double temperature, double alpha) {
            this.epochs += epochs;
        }

        @Override
        public void reinitialise() {}

        @Override
        public void recalibrate(int batches) {}

        @Override
        public void quantise() {}

        @Override
        public void rewindTo(int epoch) {
            rewinds.add(epoch);
        }

        @Override
        public void reconstruct(int batches, double damp) {}
    }
}
