package org.espalier.structure;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.preprocessors.KerasFlattenRnnPreprocessor;
import org.deeplearning4j.preprocessors.ReshapePreprocessor;

/** What DL4J's import makes of Keras's Flatten and Reshape, which have the channels last. */
final class KerasReshapes {
    private KerasReshapes() {}

    /** What comes out; empty if the channels cannot be followed. */
    static Optional<Channels> apply(
            InputPreProcessor reshape, Reshapes.Place place, String layer, Channels in, Draft draft) {
        if (reshape instanceof KerasFlattenRnnPreprocessor flatten && in.known() && in.count() == flatten.getDepth()) {
            int steps = Math.toIntExact(flatten.getTsLength());
            draft.edit((blueprint, kept) ->
                    ((KerasFlattenRnnPreprocessor) place.get(blueprint)).setDepth(kept.count(in.units())));
            return Optional.of((in.form().last() ? in.all(steps) : in.each(steps)).as(Form.FLAT));
        }
        return reshape instanceof ReshapePreprocessor to && !to.isHasMiniBatchDimension() && in.known()
                ? reshaped(to, place, layer, in, draft)
                : Optional.empty();
    }

    private static Optional<Channels> reshaped(
            ReshapePreprocessor reshape, Reshapes.Place place, String layer, Channels in, Draft draft) {
        long[] from = reshape.getInputShape();
        long[] to = reshape.getTargetShape();
        Optional<Form> form = form(reshape, in.form());
        int read = from.length > 0 && from[0] == in.count() ? 0 : from.length - 1;
        long length = Arrays.stream(from).reduce(1, (a, b) -> a * b);
        boolean followed =
                from[read] == in.count() && length == Arrays.stream(to).reduce(1, (a, b) -> a * b);
        if (form.isEmpty() || !followed || Arrays.stream(to).anyMatch(size -> size < 1)) {
            return Optional.empty();
        }
        int positions = Math.toIntExact(length / in.count());
        Channels flat = in.form().last() ? in.all(positions) : in.each(positions);
        int made = to.length - 1;
        Channels out = (to[made] == in.count() && in.form().last()
                        ? in
                        : gathered(flat, Math.toIntExact(to[made]), layer, draft))
                .as(form.get());
        draft.edit((blueprint, kept) -> place.put(
                blueprint,
                new ReshapePreprocessor(
                        sized(from, read, kept.count(in.units())),
                        sized(to, made, kept.count(out.units())),
                        false,
                        reshape.getFormat())));
        return Optional.of(out);
    }

    /** Of what comes out; empty where its channels are not the last axis. */
    private static Optional<Form> form(ReshapePreprocessor reshape, Form in) {
        boolean flatOrLast = in.rank() == 2 || in.last();
        return switch (reshape.getTargetShape().length) {
            case 1 -> Optional.of(Form.FLAT);
            case 2 ->
                flatOrLast && reshape.getFormat() != RNNFormat.NCW ? Optional.of(Form.SEQUENCE_LAST) : Optional.empty();
            case 3 ->
                flatOrLast && (in.rank() < 4 || reshape.getFormat() == CNN2DFormat.NHWC)
                        ? Optional.of(Form.IMAGE_LAST)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The opposite of {@link Channels#all}: those a multiple of {@code channels} apart become one. */
    private static Channels gathered(Channels flat, int channels, String where, Draft draft) {
        Channels first = flat.range(0, channels);
        double[] silent = first.silent().clone();
        for (int i = channels; i < flat.count(); i++) {
            int channel = i % channels;
            if (first.units()[channel] != Units.NONE || flat.units()[i] != Units.NONE) {
                draft.units().couple(first.units()[channel], flat.units()[i], "Reshape before " + where);
            }
            if (silent[channel] != flat.silent()[i]) {
                silent[channel] = Double.NaN;
            }
        }
        return first.silent(silent);
    }

    private static long[] sized(long[] shape, int axis, int size) {
        long[] sized = shape.clone();
        sized[axis] = size;
        return sized;
    }
}
