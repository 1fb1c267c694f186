package org.espalier.compile;

import java.nio.FloatBuffer;
import org.espalier.compile.Planner.Planned;
import org.espalier.program.Program;

/**
 * What DL4J gives for a few random examples: what a compiled network is held to, now and wherever it is loaded. The
 * examples are the same each time.
 *
 * @param outputs {@code [COUNT, channels, height, width]}; not to be changed
 */
record Samples(float[] outputs) {
    static final int COUNT = 3;

    static Samples of(Program program, Executor dl4j) {
        float[] outputs = new float[COUNT * program.output().values()];
        dl4j.execute(COUNT, input(program), FloatBuffer.wrap(outputs));
        return new Samples(outputs);
    }

    static FloatBuffer input(Program program) {
        return StepTimes.input(program, COUNT);
    }

    Agreement with(Planned plan) {
        float[] found = new float[outputs.length];
        plan.compiled().execute(COUNT, input(plan.program()), FloatBuffer.wrap(found));
        return Agreement.of(outputs, found, COUNT);
    }
}
