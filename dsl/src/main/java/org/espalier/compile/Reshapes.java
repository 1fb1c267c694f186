package org.espalier.compile;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.espalier.program.Shape;
import org.espalier.program.Step.Foreign;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What DL4J does to an array's shape between layers; a program has nothing to do there but in few cases. */
final class Reshapes {
    private Reshapes() {}

    /** What a layer sees of a value. */
    static Value apply(InputPreProcessor before, String name, Value in, Draft draft) {
        Class<?> type = before.getClass();
        boolean image = in.layout() == ArrayLayout.IMAGE || in.layout() == ArrayLayout.IMAGE_CHANNELS_LAST;
        boolean sequence = in.layout() == ArrayLayout.SEQUENCE || in.layout() == ArrayLayout.SEQUENCE_CHANNELS_LAST;
        boolean toVector = type == CnnToFeedForwardPreProcessor.class || type == RnnToFeedForwardPreProcessor.class;
        if (toVector && in.layout().isVector()) {
            return in;
        } else if (type == CnnToFeedForwardPreProcessor.class && image) {
            return flattened(in);
        } else if (before instanceof FeedForwardToCnnPreProcessor p && type == FeedForwardToCnnPreProcessor.class) {
            Shape shape = shape(p);
            return in.layout().isVector() && in.shape().values() == shape.values()
                    ? image(name, in, shape, draft)
                    : in.layout() == ArrayLayout.IMAGE ? in : foreign(before, name, in, draft);
        } else if (type == RnnToFeedForwardPreProcessor.class && sequence) {
            return in.as(ArrayLayout.STEPS);
        } else if (before instanceof FeedForwardToRnnPreProcessor p && in.layout() == ArrayLayout.STEPS) {
            boolean last = p.getRnnDataFormat() == RNNFormat.NWC;
            return in.as(last ? ArrayLayout.SEQUENCE_CHANNELS_LAST : ArrayLayout.SEQUENCE);
        } else if (before instanceof ComposableInputPreProcessor p) {
            Value value = in;
            for (InputPreProcessor one : p.getInputPreProcessors()) {
                value = apply(one, name, value, draft);
            }
            return value;
        }
        return foreign(before, name, in, draft);
    }

    /** An image as one row. */
    static Value flattened(Value image) {
        return image.as(image.layout().channelsLast() ? ArrayLayout.VECTOR_CHANNELS_LAST : ArrayLayout.VECTOR);
    }

    static Shape shape(FeedForwardToCnnPreProcessor p) {
        return new Shape((int) p.getNumChannels(), (int) p.getInputHeight(), (int) p.getInputWidth());
    }

    /** A row as an image, channels first. */
    static Value image(String name, Value vector, Shape shape, Draft draft) {
        if (vector.layout() == ArrayLayout.VECTOR && vector.shape().equals(shape)) {
            return vector.as(ArrayLayout.IMAGE);
        }
        Value from = vector.layout() == ArrayLayout.VECTOR ? vector : draft.flat(name, vector);
        Foreign.Layer copy = (examples, in, out) -> System.arraycopy(in.get(0), 0, out, 0, out.length);
        return draft.add(
                new Foreign(name + ".reshape", List.of(from.number()), copy, "it makes an image of a vector", shape),
                ArrayLayout.IMAGE);
    }

    private static Value foreign(InputPreProcessor before, String name, Value in, Draft draft) {
        int steps = in.layout() == ArrayLayout.STEPS
                ? in.shape().height() * in.shape().width()
                : 1;
        String reason =
                "no step reshapes as %s does".formatted(before.getClass().getSimpleName());
        return Foreigners.add(
                name + ".reshape", List.of(in), arrays -> of(before, arrays.get(0), steps), reason, draft);
    }

    private static INDArray of(InputPreProcessor before, INDArray in, int steps) {
        int examples = Math.toIntExact(in.size(0) / steps);
        return before.preProcess(in, examples, LayerWorkspaceMgr.noWorkspacesImmutable());
    }
}
