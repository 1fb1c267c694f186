package org.espalier.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.sparse.BackendContract;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.SparseBackends;
import org.espalier.sparse.SparseProduct;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CpuBackendTest {

    @TestFactory
    Stream<DynamicTest> everyInstructionSetKeepsTheContract() {
        return Arrays.stream(InstructionSet.values())
                .flatMap(instructions -> Stream.of(1, 3).map(threads -> CpuBackend.on(instructions, threads)))
                .flatMap(BackendContract::of);
    }

    @Test
    void isPreferredToTheReferenceWhereItRuns() {
        CpuBackend cpu = new CpuBackend();
        Assumptions.assumeTrue(
                cpu.availability().available(), cpu.availability().reason());

        assertThat(SparseBackends.best()).isEqualTo(cpu);
        assertThat(cpu.availability().reason()).isEqualTo(InstructionSet.best() + ", 1 thread");
    }

    @Test
    void whatThisProcessorLacksIsNamedWithWhatItHas() {
        Optional<InstructionSet> lacking = Arrays.stream(InstructionSet.values())
                .filter(i -> !i.available())
                .findFirst();
        Assumptions.assumeTrue(
                lacking.isPresent() && !InstructionSet.runnable().isEmpty(), "runs everything or nothing");

        assertThat(CpuBackend.on(lacking.get(), 1).availability().reason())
                .isEqualTo("this processor does not run %s; it runs %s", lacking.get(), InstructionSet.runnable());
    }

    @Test
    void buffersThatShareMemoryAreRefused() {
        CpuBackend cpu = new CpuBackend();
        Assumptions.assumeTrue(
                cpu.availability().available(), cpu.availability().reason());
        FloatBuffer memory =
                ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder()).asFloatBuffer();
        try (SparseProduct product = cpu.prepare(CsrMatrix.of(new float[] {1, 2, 3, 4}, 2, 2), 1)) {
            product.execute(memory.slice(0, 2), memory.slice(2, 2));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> product.execute(memory.slice(0, 2), memory.slice(1, 2)))
                    .withMessage("input and output must not share memory, found them 4 bytes apart");
        }
    }

    @Test
    void noThreadAtAllIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CpuBackend.on(InstructionSet.BASE, 0))
                .withMessage("a product needs at least one thread, found 0");
    }
}
