package org.espalier.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.program.ProgramContract;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class OpenClBackendTest {

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfPrograms() {
        return ProgramContract.of(new OpenClBackend());
    }

    /** Drivers that run on the processor catch signals; Java learns by one of them that a divisor is zero. */
    @Test
    void aDivisionByZeroIsStillAnExceptionOnceTheDriverIsLoaded() {
        new OpenClBackend().availability();
        List<Integer> quotients = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            try {
                quotients.add(i / zero());
            } catch (ArithmeticException divisionByZero) {
                continue;
            }
        }
        assertThat(quotients).isEmpty();
    }

    private static int zero() {
        return Integer.parseInt("0");
    }
}
