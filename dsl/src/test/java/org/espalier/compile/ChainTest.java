package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.espalier.sparse.Availability;
import org.espalier.sparse.ReferenceBackend;
import org.espalier.sparse.SparseBackend;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final PlainBackend HERE = new PlainBackend().named("vector");
    private static final PlainBackend MISSING =
            new PlainBackend().named("cpu").found(Availability.missing("no compiler; install g++"));
    private static final SparseBackend REFERENCE = new ReferenceBackend();

    @Test
    void theFirstThatRunsHereIsTakenAndTheOthersAreNamedWithTheirReasons() {
        Chain chain = Chain.of(List.of(MISSING, HERE, REFERENCE), "");

        assertThat(chain.runner()).contains(HERE);
        assertThat(chain.remarks())
                .containsExactly("Backend cpu is passed over: it cannot run here: no compiler; install g++.");
    }

    @Test
    void whereNoneRunsDl4jComputesAndNeverAPlainLoop() {
        Chain chain = Chain.of(List.of(MISSING, REFERENCE), "");

        assertThat(chain.runner()).isEmpty();
        assertThat(chain.remarks())
                .containsExactly(
                        "Backend cpu is passed over: it cannot run here: no compiler; install g++.",
                        "DL4J computes everything.");
        assertThat(Chain.of(List.of(REFERENCE), "").remarks())
                .singleElement()
                .asString()
                .contains("add espalier-kernels-native");
    }

    @Test
    void onePreferredComesFirstIfItRunsHere() {
        PlainBackend other = new PlainBackend().named("other");

        assertThat(Chain.of(List.of(HERE, other), "other").runner()).contains(other);
        assertThat(Chain.of(List.of(HERE, MISSING), "cpu").runner()).contains(HERE);
    }

    @Test
    void oneOfNegativeRankIsTakenByItsNameOnly() {
        PlainBackend gpu = new PlainBackend().named("cuda").ranked(-10);

        assertThat(Chain.of(List.of(HERE, REFERENCE, gpu), "").runner()).contains(HERE);
        assertThat(Chain.of(List.of(REFERENCE, gpu), "").runner()).isEmpty();
        assertThat(Chain.of(List.of(MISSING, REFERENCE, gpu), "cuda").runner())
                .as("a file that was planned for it")
                .isEmpty();
        assertThat(Chain.only(List.of(HERE, REFERENCE, gpu), "cuda").runner()).contains(gpu);
    }

    @Test
    void oneAskedForIsTakenOrRefused() {
        List<SparseBackend> backends = List.of(MISSING, HERE, REFERENCE);

        assertThat(Chain.only(backends, "vector").runner()).contains(HERE);
        assertThat(Chain.only(backends, "dl4j").runner()).isEmpty();
        assertThatIllegalStateException()
                .isThrownBy(() -> Chain.only(backends, "cpu"))
                .withMessage("backend \"cpu\" was asked for, but it cannot run here: no compiler; install g++");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chain.only(backends, "vectors"))
                .withMessage(
                        "no backend \"vectors\" for whole networks; there are [cpu, vector, dl4j]; did you mean \"vector\"?");
        assertThatIllegalArgumentException()
                .as("one product at a time is not enough")
                .isThrownBy(() -> Chain.only(backends, "reference"));
    }
}
