package org.espalier.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SparseBackendsTest {
    private static final SparseBackend REFERENCE = new ReferenceBackend();
    private static final SparseBackend CPU = new Named("cpu", 100, Availability.on("AVX2, 2 threads"));
    private static final SparseBackend CUDA =
            new Named("cuda", 300, Availability.missing("no libcuda.so.1; install the NVIDIA driver"));

    @TestFactory
    Stream<DynamicTest> everyBackendKeepsTheContract() {
        return SparseBackends.all().stream().flatMap(BackendContract::of);
    }

    @Test
    void theReferenceIsFoundAndIdsAreUnique() {
        assertThat(SparseBackends.all())
                .contains(REFERENCE)
                .extracting(SparseBackend::id)
                .doesNotHaveDuplicates();
        assertThat(SparseBackends.named("reference")).isEqualTo(REFERENCE);
    }

    @Test
    void theReferenceIsTheLastResort() {
        assertThat(SparseBackends.all()).last().isEqualTo(REFERENCE);
        assertThat(SparseBackends.best().availability().available()).isTrue();
    }

    @Test
    void theHighestRankThatCanRunIsChosen() {
        assertThat(SparseBackends.byRank(List.of(REFERENCE, CPU, CUDA))).containsExactly(CUDA, CPU, REFERENCE);
        assertThat(SparseBackends.best(List.of(CUDA, CPU, REFERENCE))).isEqualTo(CPU);
    }

    @Test
    void whatWouldHaveBeenBetterIsNamedWithItsCure() {
        assertThat(SparseBackends.passedOver(List.of(CUDA, CPU, REFERENCE)))
                .containsExactly(
                        "sparse backend cuda cannot run here, using cpu: no libcuda.so.1; install the NVIDIA driver");
        assertThat(SparseBackends.passedOver(List.of(CPU, REFERENCE))).isEmpty();
    }

    @Test
    void aMistypedNameMeetsTheNearestOne() {
        refused(
                "refrence",
                "no sparse backend \"refrence\"; the class path has [cuda, cpu, reference]; did you mean \"reference\"?");
        refused("CPU", "no sparse backend \"CPU\"; the class path has [cuda, cpu, reference]; did you mean \"cpu\"?");
        refused("tensorcore", "no sparse backend \"tensorcore\"; the class path has [cuda, cpu, reference]");
    }

    @Test
    void aBackendThatCannotRunIsNotHandedOut() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SparseBackends.named("cuda", List.of(CUDA, REFERENCE)))
                .withMessage("sparse backend cuda cannot run here: no libcuda.so.1; install the NVIDIA driver");
    }

    @Test
    void noBackendAtAllIsAnIncompleteClassPath() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SparseBackends.best(List.of(CUDA)))
                .withMessage("no sparse backend can run, found [cuda];"
                        + " the espalier-dsl jar brings \"reference\", is it complete?");
    }

    @Test
    void theListSaysWhichIsChosenAndWhy() {
        assertThat(SparseBackends.describe(List.of(CUDA, CPU, REFERENCE)))
                .containsExactly(
                        "  cuda       rank 300  missing  : no libcuda.so.1; install the NVIDIA driver",
                        "* cpu        rank 100  available: AVX2, 2 threads",
                        "  reference  rank   0  available: plain Java, double sums; for checking, not for speed");
        assertThat(SparseBackends.describe()).hasSameSizeAs(SparseBackends.all());
    }

    @Test
    void anAvailabilityWithoutAReasonIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Availability.missing(" "))
                .withMessage("availability needs a reason: what is missing and how to get it");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Availability.on(""))
                .withMessage("availability needs a reason: what was found");
    }

    private static void refused(String id, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SparseBackends.named(id, List.of(CUDA, CPU, REFERENCE)))
                .withMessage("%s", message);
    }

    /** A backend that is only chosen, never run. */
    private record Named(String id, int rank, Availability availability) implements SparseBackend {
        @Override
        public boolean supports(SparseFormat format) {
            return false;
        }

        @Override
        public SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue) {
            throw new IllegalStateException(id + " is only chosen here");
        }
    }
}
