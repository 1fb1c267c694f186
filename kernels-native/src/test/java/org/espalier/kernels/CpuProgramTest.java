package org.espalier.kernels;

import java.util.Arrays;
import java.util.stream.Stream;
import org.espalier.program.ProgramContract;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CpuProgramTest {

    @TestFactory
    Stream<DynamicTest> everyInstructionSetKeepsTheContractOfPrograms() {
        return Arrays.stream(InstructionSet.values())
                .flatMap(instructions -> Stream.of(1, 3).map(threads -> CpuBackend.on(instructions, threads)))
                .flatMap(ProgramContract::of);
    }
}
