package org.espalier.compile;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.espalier.program.Shape;
import org.espalier.program.Step.Combination;
import org.espalier.program.Step.Combination.Operation;
import org.espalier.program.Step.Concatenation;
import org.espalier.program.Step.Scaling;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Epilogue;

/** The vertices of DL4J's graphs as steps. */
final class VertexRules {
    private VertexRules() {}

    /** The steps of a vertex; one that no rule fits is left to DL4J, with the reason. */
    static Value apply(Node.OfVertex node, List<Value> in, Draft draft) {
        String reason;
        try {
            return translated(node, in, draft);
        } catch (NoStep e) {
            reason = "%s: %s".formatted(node.conf().getClass().getSimpleName(), e.reason());
        }
        return Foreigners.add(node.name(), in, node.itself(), reason, draft);
    }

    private static Value translated(Node.OfVertex node, List<Value> in, Draft draft) throws NoStep {
        GraphVertex conf = node.conf();
        String name = node.name();
        Value first = in.get(0);
        if (conf instanceof ElementWiseVertex v) {
            return combined(name, v.getOp(), in, draft);
        } else if (conf instanceof MergeVertex v) {
            return merged(name, v.getMergeAxis(), in, draft);
        } else if (conf instanceof ScaleVertex v) {
            return scaled(name, first, v.getScaleFactor(), 0, draft);
        } else if (conf instanceof ShiftVertex v) {
            return scaled(name, first, 1, v.getShiftFactor(), draft);
        } else if (conf instanceof SubsetVertex v) {
            return subset(name, v.getFrom(), v.getTo(), first, draft);
        } else if (conf instanceof PreprocessorVertex v) {
            return Reshapes.apply(v.getPreProcessor(), name, first, draft);
        } else if (conf instanceof ReshapeVertex v) {
            return reshaped(name, v, first, draft);
        } else if (conf instanceof PoolHelperVertex && first.layout() == ArrayLayout.IMAGE) {
            return Frames.frame(name, first, -1, 0, -1, 0, draft);
        }
        throw new NoStep("no step does what it does");
    }

    private static Value combined(String name, ElementWiseVertex.Op op, List<Value> given, Draft draft) throws NoStep {
        List<Value> in = alike(name, given, draft);
        Value first = in.get(0);
        if (in.size() == 1) {
            return first;
        }
        for (Value value : in) {
            if (!value.shape().equals(first.shape())) {
                throw new NoStep("it spreads %s over %s".formatted(value.example(), first.example()));
            }
        }
        Operation operation = switch (op) {
            case Add -> Operation.ADD;
            case Subtract -> Operation.SUBTRACT;
            case Product -> Operation.MULTIPLY;
            case Average -> Operation.MEAN;
            case Max -> Operation.MAX;
        };
        return draft.add(new Combination(name, numbers(in), operation, Activation.NONE, first.shape()), first.layout());
    }

    private static Value merged(String name, int axis, List<Value> given, Draft draft) throws NoStep {
        List<Value> in = alike(name, given, draft);
        Value first = in.get(0);
        if (in.size() == 1) {
            return first;
        }
        int rank = first.layout().arrayShape(1, first.shape()).length;
        boolean last = first.layout().channelsLast();
        if (Math.floorMod(axis, rank) != (last ? rank - 1 : 1)) {
            throw new NoStep("it joins %s %s along dimension %d".formatted(first.layout(), first.example(), axis));
        }
        int channels = in.stream().mapToInt(value -> value.shape().channels()).sum();
        Shape out = new Shape(channels, first.shape().height(), first.shape().width());
        return draft.add(new Concatenation(name, numbers(in), out), first.layout());
    }

    /** Values that DL4J sees alike; flattened images of different sizes as plain vectors. */
    private static List<Value> alike(String name, List<Value> in, Draft draft) throws NoStep {
        Value first = in.get(0);
        boolean sameLayout = in.stream().allMatch(value -> value.layout() == first.layout());
        boolean samePlane = in.stream()
                .allMatch(value -> value.shape().height() == first.shape().height()
                        && value.shape().width() == first.shape().width());
        if (in.stream().allMatch(value -> value.layout().isVector())) {
            boolean asTheyAre = sameLayout && samePlane && first.layout() == ArrayLayout.VECTOR;
            return asTheyAre
                    ? in
                    : in.stream().map(value -> draft.flat(name, value)).toList();
        }
        if (!sameLayout || !samePlane) {
            throw new NoStep("its inputs differ, %s"
                    .formatted(in.stream().map(Value::example).toList()));
        }
        return in;
    }

    private static List<Integer> numbers(List<Value> values) {
        return values.stream().map(Value::number).toList();
    }

    private static Value scaled(String name, Value in, double scale, double shift, Draft draft) {
        float[] scales = new float[in.shape().channels()];
        float[] shifts = new float[scales.length];
        Arrays.fill(scales, (float) scale);
        Arrays.fill(shifts, (float) shift);
        return draft.add(new Scaling(name, in.number(), scales, shifts, Activation.NONE, in.shape()), in.layout());
    }

    /** Some of the channels: a product with a matrix that picks them. */
    private static Value subset(String name, int from, int to, Value given, Draft draft) throws NoStep {
        Value in = given.layout().isVector() ? draft.flat(name, given) : given;
        if (in.layout().channelsLast() && in.layout() != ArrayLayout.STEPS) {
            throw new NoStep("it takes a part of dimension 1 of %s %s".formatted(in.layout(), in.example()));
        }
        int[] channels = new int[to - from + 1];
        Arrays.setAll(channels, i -> from + i);
        Shape shape = in.shape();
        return draft.convolve(
                name,
                in,
                Window.of(1, 1),
                1,
                Draft.selection(channels, shape.channels()),
                Epilogue.NONE,
                new Shape(channels.length, shape.height(), shape.width()),
                in.layout());
    }

    private static Value reshaped(String name, ReshapeVertex conf, Value in, Draft draft) throws NoStep {
        int[] shape = conf.getNewShape();
        boolean anyBatch = conf.getReshapeOrder() == 'c' && shape[0] == -1;
        int size = 1;
        for (int i = 1; i < shape.length; i++) {
            anyBatch &= shape[i] > 0;
            size *= shape[i];
        }
        boolean first = in.layout() == ArrayLayout.VECTOR || in.layout() == ArrayLayout.IMAGE;
        if (anyBatch && first && size == in.shape().values()) {
            Value vector = in.as(ArrayLayout.VECTOR);
            if (shape.length == 2) {
                return vector;
            } else if (shape.length == 4) {
                return Reshapes.image(name, vector, new Shape(shape[1], shape[2], shape[3]), draft);
            }
        }
        throw new NoStep("it makes %s of %s %s".formatted(Arrays.toString(shape), in.layout(), in.example()));
    }
}
