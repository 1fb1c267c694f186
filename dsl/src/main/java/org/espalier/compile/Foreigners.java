package org.espalier.compile;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.espalier.model.Threads;
import org.espalier.program.Shape;
import org.espalier.program.Step.Foreign;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Steps that DL4J itself computes. */
final class Foreigners {
    /** Two, so that what belongs to an example shows. */
    private static final int PROBE = 2;

    /** Something of DL4J's, on arrays of its own that it may overwrite. */
    interface Function {
        INDArray of(List<INDArray> in);
    }

    private Foreigners() {}

    /**
     * Adds a step; what shape it gives is found by running it on zeros.
     *
     * @throws IllegalArgumentException if DL4J fails, or gives what no program holds
     */
    static Value add(String name, List<Value> in, Function function, String reason, Draft draft) {
        List<float[]> zeros = in.stream()
                .map(value -> new float[PROBE * value.shape().values()])
                .toList();
        Threads.settle();
        INDArray seen;
        try {
            seen = function.of(arrays(in, zeros, PROBE, draft.type()));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be compiled: %s, and DL4J itself fails on an input of %s per example: %s"
                            .formatted(
                                    name,
                                    reason,
                                    in.stream().map(Value::example).collect(joining(" and ")),
                                    e.getMessage()),
                    e);
        }
        Value out = read(name, seen, in.get(0), draft);
        Locked layer = new Locked(in, out, function, draft.type());
        List<Integer> numbers = in.stream().map(Value::number).toList();
        return draft.add(new Foreign(name, numbers, layer, reason, out.shape()), out.layout());
    }

    private static Value read(String name, INDArray seen, Value in, Draft draft) {
        long[] shape = seen.shape();
        boolean last = in.layout().channelsLast();
        boolean whole = shape[0] == PROBE;
        if (whole && shape.length == 2) {
            boolean alike = in.layout().isVector() && shape[1] == in.shape().values();
            return alike ? in : new Value(-1, shape(shape[1], 1, 1), ArrayLayout.VECTOR);
        }
        if (whole && shape.length == 3) {
            return last
                    ? new Value(-1, shape(shape[2], 1, shape[1]), ArrayLayout.SEQUENCE_CHANNELS_LAST)
                    : new Value(-1, shape(shape[1], 1, shape[2]), ArrayLayout.SEQUENCE);
        }
        if (whole && shape.length == 4) {
            return last
                    ? new Value(-1, shape(shape[3], shape[1], shape[2]), ArrayLayout.IMAGE_CHANNELS_LAST)
                    : new Value(-1, shape(shape[1], shape[2], shape[3]), ArrayLayout.IMAGE);
        }
        long steps = (long) in.shape().height() * in.shape().width();
        if (in.layout() == ArrayLayout.STEPS && shape.length == 2 && shape[0] == PROBE * steps) {
            return new Value(-1, shape(shape[1], 1, steps), ArrayLayout.STEPS);
        }
        throw new IllegalArgumentException(
                ("\"%s\" cannot be compiled: expected an array of up to 4 dimensions, the first of them the examples,"
                                + " found %s for %d examples")
                        .formatted(name, Arrays.toString(shape), PROBE));
    }

    private static Shape shape(long channels, long height, long width) {
        return new Shape(Math.toIntExact(channels), Math.toIntExact(height), Math.toIntExact(width));
    }

    private static List<INDArray> arrays(List<Value> values, List<float[]> in, int examples, DataType type) {
        return IntStream.range(0, in.size())
                .mapToObj(i -> values.get(i)
                        .layout()
                        .array(in.get(i), examples, values.get(i).shape(), type))
                .toList();
    }

    /** DL4J's layers keep what they see, so one thread at a time. */
    private record Locked(List<Value> in, Value out, Function function, DataType type) implements Foreign.Layer {
        @Override
        public void compute(int examples, List<float[]> values, float[] result) {
            Threads.settle();
            List<INDArray> arrays = arrays(in, values, examples, type);
            synchronized (function) {
                float[] found = out.layout().values(function.of(arrays), examples, out.shape());
                System.arraycopy(found, 0, result, 0, found.length);
            }
        }
    }
}
