package org.espalier.kernels.gpu;

import java.util.stream.Stream;
import org.espalier.program.ProgramContract;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class OpenClBackendTest {

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfPrograms() {
        return ProgramContract.of(new OpenClBackend());
    }
}
