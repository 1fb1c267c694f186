package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.espalier.program.CompiledProgram;
import org.espalier.program.JavaProgram;
import org.espalier.program.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramExecutorTest {
    private static final Program PROGRAM = Programs.ofSparsities(0.5, 0);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 33})
    void anyBatchIsCutIntoGroupsAndTheRest(int examples) {
        FloatBuffer in = StepTimes.input(PROGRAM, examples);
        float[] expected = new float[examples * Programs.WIDTH];
        program(1).execute(examples, in.duplicate(), FloatBuffer.wrap(expected));

        for (int groupFrom : List.of(1, 4, 16)) {
            FloatBuffer out = FloatBuffer.wrap(new float[expected.length]);
            new ProgramExecutor(Optional.of(program(1)), Optional.of(program(16)), groupFrom)
                    .execute(examples, in.duplicate(), out);
            assertThat(out.array()).as("groups from %d", groupFrom).isEqualTo(expected);
        }
    }

    @Test
    void eitherWayAloneServesEveryBatch() {
        FloatBuffer in = StepTimes.input(PROGRAM, 17);
        FloatBuffer one = FloatBuffer.wrap(new float[17 * Programs.WIDTH]);
        FloatBuffer many = FloatBuffer.wrap(new float[17 * Programs.WIDTH]);

        new ProgramExecutor(Optional.of(program(1)), Optional.empty(), 1).execute(17, in.duplicate(), one);
        new ProgramExecutor(Optional.empty(), Optional.of(program(16)), 1).execute(17, in.duplicate(), many);

        assertThat(one.array()).isEqualTo(many.array()).doesNotContain(Float.NaN);
    }

    @Test
    void timesOfBothWaysAddUpByStep() {
        PlainBackend backend = new PlainBackend().taking((program, step, lanes) -> lanes + step);
        ProgramExecutor executor = new ProgramExecutor(
                Optional.of(backend.compile(PROGRAM, 1)), Optional.of(backend.compile(PROGRAM, 32)), 4);
        FloatBuffer out = FloatBuffer.allocate(18 * Programs.WIDTH);

        assertThat(executor.time(18, StepTimes.input(PROGRAM, 18), out))
                .as("a group of 16 and two by themselves")
                .containsExactly(16 + 2, 17 + 2 * 2, 18 + 2 * 3);
        out.clear();
        assertThat(executor.time(18, StepTimes.input(PROGRAM, 18), out)).hasSize(3);
    }

    @Test
    void whatIsLeftOverIsAGroupFromWhereThatTakesLess() {
        assertThat(groupFrom(100, 350))
                .as("three by themselves take 300, four 400")
                .isEqualTo(4);
        assertThat(groupFrom(100, 90)).isEqualTo(1);
        assertThat(groupFrom(100, 1700)).as("a full group is always one").isEqualTo(16);
    }

    private static int groupFrom(long single, long group) {
        PlainBackend backend =
                new PlainBackend().taking((program, step, lanes) -> step > 0 ? 0 : lanes == 1 ? single : group);
        Planner planner = new Planner(backend, CompileOptions.defaults(), new PlanCache());
        return Plans.of(planner, Programs.ofSparsities(0), List.of(1, 32)).groupFrom();
    }

    private static CompiledProgram program(int lanes) {
        return new JavaProgram(PROGRAM, lanes, new PlainSums());
    }
}
