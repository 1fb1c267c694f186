package org.espalier.compile;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.ToIntFunction;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Window;

/** Writes a program but for its matrices and DL4J's layers, which are files of their own; {@link ProgramReader} reads it. */
final class ProgramWriter {
    private final DataOutputStream out;
    private final ToIntFunction<Convolution> matrices;

    /** @param matrices the number of each layer's matrix file */
    ProgramWriter(DataOutputStream out, ToIntFunction<Convolution> matrices) {
        this.out = out;
        this.matrices = matrices;
    }

    void write(Program program) throws IOException {
        write(program.input());
        out.writeInt(program.steps().size());
        for (Step step : program.steps()) {
            write(step);
        }
    }

    private void write(Step step) throws IOException {
        out.writeUTF(step.getClass().getSimpleName());
        out.writeUTF(step.name());
        write(step.inputs());
        write(step.output());
        if (step instanceof Convolution c) {
            write(c.window());
            out.writeInt(c.groups());
            out.writeInt(matrices.applyAsInt(c));
            float[] bias = c.epilogue().bias();
            out.writeBoolean(bias != null);
            if (bias != null) {
                write(bias);
            }
            out.writeUTF(c.epilogue().activation().name());
        } else if (step instanceof Pooling p) {
            write(p.window());
            out.writeUTF(p.kind().name());
        } else if (step instanceof Combination c) {
            out.writeUTF(c.operation().name());
            out.writeUTF(c.activation().name());
        } else if (step instanceof Scaling s) {
            write(s.scale());
            write(s.shift());
            out.writeUTF(s.activation().name());
        } else if (step instanceof Framing f) {
            out.writeInt(f.top());
            out.writeInt(f.left());
        } else if (step instanceof Pointwise p) {
            out.writeUTF(p.function().name());
            out.writeFloat(p.alpha());
        } else if (step instanceof Foreign f) {
            out.writeUTF(f.reason());
        }
    }

    void write(Shape shape) throws IOException {
        out.writeInt(shape.channels());
        out.writeInt(shape.height());
        out.writeInt(shape.width());
    }

    private void write(Window w) throws IOException {
        for (int size : new int[] {
            w.height(), w.width(), w.strideY(), w.strideX(), w.top(), w.left(), w.dilationY(), w.dilationX()
        }) {
            out.writeInt(size);
        }
    }

    void write(List<Integer> numbers) throws IOException {
        out.writeInt(numbers.size());
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    void write(float[] values) throws IOException {
        out.writeInt(values.length);
        for (float value : values) {
            out.writeFloat(value);
        }
    }
}
