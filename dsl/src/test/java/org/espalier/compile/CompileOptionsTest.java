package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.espalier.compile.CompileOptions.Formats;
import org.junit.jupiter.api.Test;

class CompileOptionsTest {
    private static final CompileOptions DEFAULTS = CompileOptions.defaults();

    @Test
    void unlessToldBatchesOfOneAndThirtyTwoAreMeasuredOnTheBestBackend() {
        assertThat(DEFAULTS.backend()).isEmpty();
        assertThat(DEFAULTS.batches()).containsExactly(1, 32);
        assertThat(DEFAULTS.formats()).isInstanceOf(Formats.Measured.class);
        assertThat(DEFAULTS.layers()).isEmpty();
        assertThat(DEFAULTS.input()).isEmpty();
    }

    @Test
    void eachAnswerLeavesTheOthersAndTheOriginalAsTheyAre() {
        CompileOptions all = DEFAULTS.backend("cpu")
                .batches(8, 1, 8)
                .format(WeightFormat.CSR)
                .format("conv1", WeightFormat.DENSE)
                .threads(2)
                .input(1, 28, 28);

        assertThat(all.backend()).contains("cpu");
        assertThat(all.batches()).containsExactly(1, 8);
        assertThat(all.formats()).isEqualTo(new Formats.Forced(WeightFormat.CSR));
        assertThat(all.layers()).containsEntry("conv1", WeightFormat.DENSE);
        assertThat(all.threads()).isEqualTo(2);
        assertThat(all.input()).contains(List.of(1, 28, 28));
        assertThat(all.byRule().formats()).isEqualTo(new Formats.ByRule());
        assertThat(all.byRule().measured().layers()).isEqualTo(all.layers());
        assertThat(CompileOptions.defaults()).isEqualTo(DEFAULTS);
    }

    @Test
    void impossibleAnswersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.batches(new int[0]))
                .withMessageContaining("expected batch sizes of at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.batches(0, 8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.threads(0))
                .withMessage("threads must be at least 1, found 0");
        assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.input(1, 2, 3, 4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.input(1, 0, 3))
                .withMessageContaining("found [1, 0, 3]");
    }

    @Test
    void formatsReadAsInTablesAndRefuseImpossibleSizes() {
        assertThat(List.of(WeightFormat.DENSE, WeightFormat.CSR, WeightFormat.blocks(4, 1), WeightFormat.nOfM(2, 4)))
                .extracting(WeightFormat::toString)
                .containsExactly("dense", "CSR", "4×1", "2:4");
        assertThatIllegalArgumentException().isThrownBy(() -> WeightFormat.blocks(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> WeightFormat.blocks(17, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WeightFormat.nOfM(4, 4))
                .withMessageContaining("1 <= n < m");
    }
}
