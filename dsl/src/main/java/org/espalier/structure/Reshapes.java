package org.espalier.structure;

import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnn3DPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToCnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;

/** What reshapes a layer's input, and so makes many channels of one, or one of many. */
final class Reshapes {
    private Reshapes() {}

    /** Where the preprocessor is in a new configuration. */
    interface Place {
        InputPreProcessor get(Blueprint blueprint);

        void put(Blueprint blueprint, InputPreProcessor changed);
    }

    /** Before a layer. */
    record Before(String layer) implements Place {
        @Override
        public InputPreProcessor get(Blueprint blueprint) {
            return blueprint.before(layer);
        }

        @Override
        public void put(Blueprint blueprint, InputPreProcessor changed) {
            blueprint.before(layer, changed);
        }
    }

    /** A vertex of its own. */
    record Alone(String vertex) implements Place {
        @Override
        public InputPreProcessor get(Blueprint blueprint) {
            return ((PreprocessorVertex) blueprint.vertex(vertex)).getPreProcessor();
        }

        @Override
        public void put(Blueprint blueprint, InputPreProcessor changed) {
            ((PreprocessorVertex) blueprint.vertex(vertex)).setPreProcessor(changed);
        }
    }

    /** One of several that follow each other. */
    private record Step(Place all, int number) implements Place {
        @Override
        public InputPreProcessor get(Blueprint blueprint) {
            return steps(blueprint)[number];
        }

        @Override
        public void put(Blueprint blueprint, InputPreProcessor changed) {
            steps(blueprint)[number] = changed;
        }

        private InputPreProcessor[] steps(Blueprint blueprint) {
            return ((ComposableInputPreProcessor) all.get(blueprint)).getInputPreProcessors();
        }
    }

    static Channels apply(InputPreProcessor reshape, Place place, String layer, Channels in, Draft draft) {
        if (reshape instanceof ComposableInputPreProcessor steps) {
            Channels out = in;
            for (int i = 0; i < steps.getInputPreProcessors().length; i++) {
                out = apply(steps.getInputPreProcessors()[i], new Step(place, i), layer, out, draft);
            }
            return out;
        }
        if (reshape instanceof CnnToFeedForwardPreProcessor p) {
            // Models that older versions imported from Keras have a subclass that puts the channels last.
            boolean last = p.getFormat() == CNN2DFormat.NHWC || p.getClass() != CnnToFeedForwardPreProcessor.class;
            if (in.form().rank() == 2) {
                return in;
            }
            draft.edit((blueprint, kept) -> ((CnnToFeedForwardPreProcessor) place.get(blueprint))
                    .setNumChannels(in.known() ? kept.count(in.units()) : p.getNumChannels()));
            int positions = Math.toIntExact(p.getInputHeight() * p.getInputWidth());
            return flat(in, positions, last, Form.FLAT);
        }
        if (reshape instanceof Cnn3DToFeedForwardPreProcessor p) {
            draft.edit((blueprint, kept) -> ((Cnn3DToFeedForwardPreProcessor) place.get(blueprint))
                    .setNumChannels(in.known() ? kept.count(in.units()) : p.getNumChannels()));
            int positions = Math.toIntExact(p.getInputDepth() * p.getInputHeight() * p.getInputWidth());
            return flat(in, positions, !p.isNCDHW(), Form.FLAT);
        }
        if (reshape instanceof CnnToRnnPreProcessor p) {
            // It keeps the product of its sizes, which nothing but the constructor sets.
            draft.edit((blueprint, kept) -> place.put(
                    blueprint,
                    new CnnToRnnPreProcessor(
                            p.getInputHeight(),
                            p.getInputWidth(),
                            in.known() ? kept.count(in.units()) : p.getNumChannels(),
                            p.getRnnDataFormat())));
            int positions = Math.toIntExact(p.getInputHeight() * p.getInputWidth());
            return flat(in, positions, false, Form.sequence(p.getRnnDataFormat() == RNNFormat.NWC));
        }
        if (reshape instanceof FeedForwardToCnnPreProcessor p) {
            int positions = Math.toIntExact(p.getInputHeight() * p.getInputWidth());
            Channels out = gathered(in, positions, Form.IMAGE, layer, draft);
            draft.edit((blueprint, kept) -> ((FeedForwardToCnnPreProcessor) place.get(blueprint))
                    .setNumChannels(out.known() ? kept.count(out.units()) : p.getNumChannels()));
            return out;
        }
        if (reshape instanceof RnnToFeedForwardPreProcessor) {
            return in.as(Form.FLAT);
        }
        if (reshape instanceof FeedForwardToRnnPreProcessor p) {
            return in.as(Form.sequence(p.getRnnDataFormat() == RNNFormat.NWC));
        }
        Optional<Channels> keras = KerasReshapes.apply(reshape, place, layer, in, draft);
        if (keras.isPresent()) {
            return keras.get();
        }
        String type = reshape.getClass().getSimpleName();
        draft.refuse(in.units(), "%s reshapes its channels before %s".formatted(type, layer));
        boolean image = reshape instanceof RnnToCnnPreProcessor;
        return Channels.unknown(
                image ? Form.IMAGE : reshape instanceof FeedForwardToCnn3DPreProcessor ? Form.VOLUME : Form.FLAT);
    }

    private static Channels flat(Channels in, int positions, boolean last, Form form) {
        if (!in.known()) {
            return in.as(form);
        }
        return (last ? in.all(positions) : in.each(positions)).as(form);
    }

    /** The opposite of {@link Channels#each}: so many that follow each other become one. */
    static Channels gathered(Channels in, int positions, Form form, String where, Draft draft) {
        if (!in.known() || in.count() % positions != 0) {
            draft.refuse(in.units(), "%s cuts it into images that it does not fill".formatted(where));
            return Channels.unknown(form);
        }
        int channels = in.count() / positions;
        int[] units = new int[channels];
        double[] silent = new double[channels];
        for (int c = 0; c < channels; c++) {
            units[c] = in.units()[c * positions];
            silent[c] = in.silent()[c * positions];
            for (int i = 1; i < positions; i++) {
                int at = c * positions + i;
                if (units[c] != Units.NONE || in.units()[at] != Units.NONE) {
                    draft.units().couple(units[c], in.units()[at], "image of " + where);
                }
                if (silent[c] != in.silent()[at]) {
                    silent[c] = Double.NaN;
                }
            }
        }
        return new Channels(units, silent, form, true);
    }
}
