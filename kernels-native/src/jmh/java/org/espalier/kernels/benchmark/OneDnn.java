package org.espalier.kernels.benchmark;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * oneDNN by itself at its best: input, weights and output lie in the layouts that it chooses, so that nothing is
 * reordered while the clock runs, as in the middle of a network that it runs alone.
 */
final class OneDnn implements Contender {
    private final PointerScope scope = new PointerScope();
    private final engine processor;
    private final stream queue;
    private final primitive layer;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final memory result;
    private final memory.desc plain;

    OneDnn(LayerTask task, float[] weights) {
        try (scope) {
            scope.extend();
            processor = new engine(engine.kind.cpu, 0);
            queue = new stream(processor);
            LayerShape shape = task.shape();
            boolean dense = shape.dense();
            long[] in = dense
                    ? new long[] {task.batch(), shape.in()}
                    : new long[] {task.batch(), shape.in(), shape.size(), shape.size()};
            long[] filters = dense
                    ? new long[] {shape.out(), shape.in()}
                    : new long[] {shape.out(), shape.in(), shape.kernel(), shape.kernel()};
            long[] out = dense
                    ? new long[] {task.batch(), shape.out()}
                    : new long[] {task.batch(), shape.out(), shape.outSize(), shape.outSize()};
            plain = plain(out);
            memory.desc from;
            memory.desc by;
            memory.desc to;
            if (dense) {
                var description = new inner_product_forward.primitive_desc(
                        new inner_product_forward.desc(
                                dnnl.prop_kind.forward_inference, free(in), free(filters), free(out)),
                        processor);
                layer = new inner_product_forward(description);
                from = description.src_desc();
                by = description.weights_desc();
                to = description.dst_desc();
            } else {
                long[] padding = {shape.padding(), shape.padding()};
                var description = new convolution_forward.primitive_desc(
                        new convolution_forward.desc(
                                dnnl.prop_kind.forward_inference,
                                dnnl.algorithm.convolution_auto,
                                free(in),
                                free(filters),
                                free(out),
                                new long[] {1, 1},
                                padding,
                                padding),
                        processor);
                layer = new convolution_forward(description);
                from = description.src_desc();
                by = description.weights_desc();
                to = description.dst_desc();
            }
            result = new memory(to, processor);
            arguments.put(DNNL_ARG_SRC, filled(task.batchFirst(task.input()), plain(in), from));
            arguments.put(DNNL_ARG_WEIGHTS, filled(weights, plain(filters), by));
            arguments.put(DNNL_ARG_DST, result);
        }
    }

    @Override
    public void run() {
        layer.execute(queue, arguments);
        queue._wait();
    }

    @Override
    public float[] output() {
        try (PointerScope here = new PointerScope()) {
            memory copy = new memory(plain, processor);
            reorder(result, copy);
            float[] values = new float[(int) (plain.get_size() / Float.BYTES)];
            new FloatPointer(copy.get_data_handle()).get(values);
            return values;
        }
    }

    @Override
    public void close() {
        scope.close();
    }

    private memory filled(float[] values, memory.desc plain, memory.desc chosen) {
        memory given = new memory(plain, processor);
        new FloatPointer(given.get_data_handle()).put(values);
        memory reordered = new memory(chosen, processor);
        reorder(given, reordered);
        return reordered;
    }

    private void reorder(memory from, memory to) {
        IntMemoryMap both = new IntMemoryMap();
        both.put(DNNL_ARG_FROM, from);
        both.put(DNNL_ARG_TO, to);
        new reorder(from, to).execute(queue, both);
        queue._wait();
    }

    private static memory.desc plain(long... shape) {
        return description(shape, shape.length == 2 ? memory.format_tag.ab : memory.format_tag.abcd);
    }

    private static memory.desc free(long... shape) {
        return description(shape, memory.format_tag.any);
    }

    private static memory.desc description(long[] shape, memory.format_tag layout) {
        return new memory.desc(shape, memory.data_type.f32, layout);
    }
}
