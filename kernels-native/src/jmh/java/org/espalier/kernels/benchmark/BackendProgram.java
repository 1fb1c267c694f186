package org.espalier.kernels.benchmark;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Window;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;

/**
 * Any layer as a network of its own by a backend that runs programs: what it costs to take the input into the backend's
 * layout and the output out of it is part of its time.
 */
final class BackendProgram implements Contender {
    private final int batch;
    private final CompiledProgram program;
    private final FloatBuffer in;
    private final FloatBuffer out;

    BackendProgram(LayerTask task, ProgramBackend backend, SparseMatrix weights) {
        LayerShape shape = task.shape();
        batch = task.batch();
        Step layer = new Step.Convolution(
                shape.name(),
                0,
                Window.of(shape.kernel(), shape.kernel()).padding(shape.padding(), shape.padding()),
                1,
                weights,
                Epilogue.NONE,
                OptionalInt.empty(),
                new Shape(shape.out(), shape.outSize(), shape.outSize()));
        program = backend.compile(
                new Program(new Shape(shape.in(), shape.size(), shape.size()), List.of(layer)), batch);
        in = new Tensor(task.batchFirst(task.input())).buffer();
        out = task.output();
    }

    @Override
    public void run() {
        program.execute(batch, in, out);
    }

    @Override
    public float[] output() {
        float[] values = new float[out.capacity()];
        out.get(0, values);
        return values;
    }

    @Override
    public void close() {
        program.close();
    }
}
