package org.espalier.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.SparseBackends;
import org.espalier.sparse.SparseProduct;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class DevicesTest {

    @Test
    void aDeviceIsChosenByNumberOrByAPartOfItsName() {
        List<String> names = List.of("NVIDIA H100", "AMD MI300", "pthread-cpu");

        assertThat(Devices.chosen("0", names)).isZero();
        assertThat(Devices.chosen("mi300", names)).isEqualTo(1);
        assertThat(Devices.chosen("pthread", names)).isEqualTo(2);
        assertThat(Devices.chosen("3", names)).isEqualTo(-1);
        assertThat(Devices.chosen("intel", names)).isEqualTo(-1);
    }

    @Test
    void noGpuIsEverChosenUnasked() {
        assertThat(SparseBackends.best()).isNotInstanceOf(GpuBackend.class);
        assertThat(SparseBackends.all()).extracting(b -> b.id()).contains("opencl", "cuda");
        assertThat(new CudaBackend().rank()).isNegative();
    }

    @Test
    void whatIsThereCompiles() {
        assertThat(new OpenClBackend().availability().reason()).doesNotContain("do not compile");
    }

    @Test
    void aMachineWithoutCudaIsToldWhatToInstall() {
        CudaBackend cuda = new CudaBackend();
        Assumptions.assumeFalse(cuda.availability().available(), "CUDA is here");

        assertThat(cuda.availability().reason())
                .contains("install NVIDIA's driver")
                .contains("libnvrtc.so.12");
        assertThatIllegalStateException()
                .isThrownBy(() -> cuda.prepare(CsrMatrix.of(new float[] {1}, 1, 1), 1))
                .withMessageStartingWith("sparse backend cuda cannot run here: ");
    }

    @Test
    void moreMemoryThanAllowedIsRefusedBeforeAnyIsTaken() {
        OpenClBackend backend = new OpenClBackend();
        Assumptions.assumeTrue(
                backend.availability().available(), backend.availability().reason());
        CsrMatrix matrix = CsrMatrix.of(new float[] {1, 2, 3, 4}, 2, 2);
        System.setProperty("espalier.gpu.memory", "1m");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> backend.prepare(matrix, 1 << 20))
                    .withMessageMatching("this product needs 16\\.0 MiB, and of the 1\\.0 MiB that may be taken on .*"
                            + " are; take a smaller batch, close .* or raise espalier\\.gpu\\.memory");
            for (int i = 0; i < 10; i++) { // what is closed is given back
                try (SparseProduct product = backend.prepare(matrix, 1 << 15)) {
                    product.execute(new float[2 << 15], new float[2 << 15]);
                }
            }
            System.setProperty("espalier.gpu.memory", "much");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backend.prepare(matrix, 1))
                    .withMessage(
                            "espalier.gpu.memory needs a number of bytes such as 536870912, 512m or 2g, found much");
        } finally {
            System.clearProperty("espalier.gpu.memory");
        }
    }
}
