package org.espalier.kernels.benchmark;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's own operation, {@code conv2d} or {@code matmul}, which oneDNN computes: with the reorderings into oneDNN's layouts
 * and back that ND4J makes in each call, without a layer around it.
 */
final class Nd4jOperation implements Contender {
    private final DynamicCustomOp operation;
    private final OpContext context = Nd4j.getExecutioner().buildContext();
    private final INDArray output;

    Nd4jOperation(LayerTask task, float[] weights) {
        LayerShape shape = task.shape();
        float[] values = task.batchFirst(task.input());
        if (shape.dense()) {
            operation = DynamicCustomOp.builder("matmul").build();
            output = Nd4j.create(task.batch(), shape.out());
            context.setInputArray(0, Nd4j.create(values, new long[] {task.batch(), shape.in()}, 'c'));
            // [in, out] column by column, as DL4J keeps it.
            context.setInputArray(1, Nd4j.create(weights, new long[] {shape.in(), shape.out()}, 'f'));
        } else {
            operation = DynamicCustomOp.builder("conv2d").build();
            int kernel = shape.kernel();
            long[] filters = {shape.out(), shape.in(), kernel, kernel};
            output = Nd4j.create(task.batch(), shape.out(), shape.outSize(), shape.outSize());
            context.setInputArray(
                    0, Nd4j.create(values, new long[] {task.batch(), shape.in(), shape.size(), shape.size()}, 'c'));
            context.setInputArray(1, Nd4j.create(weights, filters, 'c'));
            // Kernel, stride, padding, dilation, not "same", NCHW, OIHW.
            context.setIArguments(kernel, kernel, 1, 1, shape.padding(), shape.padding(), 1, 1, 0, 0, 1);
        }
        context.setOutputArray(0, output);
    }

    @Override
    public void run() {
        Nd4j.exec(operation, context);
    }

    @Override
    public float[] output() {
        return output.dup('c').data().asFloat();
    }

    @Override
    public void close() {
        output.close();
    }
}
