package org.espalier.structure;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;

/** Which rule a layer follows, by its class. A class that is not here, a subclass of the user's too, is refused. */
final class LayerRules {
    private LayerRules() {}

    /** What a sort of layer does with channels. */
    private interface Of {
        Channels apply(Node.OfLayer layer, Channels in, Draft draft);
    }

    private static final Map<Class<?>, Of> RULES = rules();

    private static Map<Class<?>, Of> rules() {
        Map<Class<?>, Of> rules = new HashMap<>();
        rules.put(ConvolutionLayer.class, ConvolutionRules::convolution);
        rules.put(Convolution2D.class, ConvolutionRules::convolution);
        rules.put(Convolution1DLayer.class, ConvolutionRules::oneDimensional);
        rules.put(Convolution1D.class, ConvolutionRules::oneDimensional);
        rules.put(Convolution3D.class, ConvolutionRules::convolution);
        rules.put(Deconvolution2D.class, ConvolutionRules::deconvolution);
        rules.put(Deconvolution3D.class, ConvolutionRules::deconvolution3d);
        rules.put(SeparableConvolution2D.class, ConvolutionRules::separable);
        rules.put(DepthwiseConvolution2D.class, ConvolutionRules::depthwise);

        rules.put(DenseLayer.class, DenseRules::dense);
        rules.put(OutputLayer.class, DenseRules::dense);
        rules.put(RnnOutputLayer.class, DenseRules::dense);
        rules.put(CenterLossOutputLayer.class, DenseRules::dense);
        rules.put(AutoEncoder.class, DenseRules::dense);
        rules.put(EmbeddingLayer.class, (layer, in, draft) -> DenseRules.embedding(layer, in, Form.FLAT, draft));
        rules.put(EmbeddingSequenceLayer.class, LayerRules::embeddingSequence);
        rules.put(BatchNormalization.class, DenseRules::normalisation);
        rules.put(ElementWiseMultiplicationLayer.class, DenseRules::multiplication);
        rules.put(PReLULayer.class, DenseRules::parametricRelu);

        rules.put(SubsamplingLayer.class, PassingRules::pooling);
        rules.put(Pooling2D.class, PassingRules::pooling);
        rules.put(Subsampling1DLayer.class, PassingRules::pooling);
        rules.put(Pooling1D.class, PassingRules::pooling);
        rules.put(Subsampling3DLayer.class, PassingRules::pooling3d);
        rules.put(GlobalPoolingLayer.class, PassingRules::globalPooling);
        rules.put(ZeroPaddingLayer.class, PassingRules::zeroPadding);
        rules.put(ZeroPadding1DLayer.class, PassingRules::zeroPadding);
        rules.put(ZeroPadding3DLayer.class, PassingRules::zeroPadding);
        rules.put(SpaceToDepthLayer.class, (layer, in, draft) -> PassingRules.spaceToDepth(layer, in));
        rules.put(RepeatVector.class, (layer, in, draft) -> in.as(Form.SEQUENCE));
        for (Class<?> unchanged : new Class<?>[] {
            DropoutLayer.class,
            Upsampling1D.class,
            Upsampling2D.class,
            Upsampling3D.class,
            Cropping1D.class,
            Cropping2D.class,
            Cropping3D.class
        }) {
            rules.put(unchanged, (layer, in, draft) -> in);
        }
        rules.put(
                ActivationLayer.class,
                (layer, in, draft) ->
                        Rule.activated(in, ((ActivationLayer) layer.conf()).getActivationFn(), layer.name(), draft));
        rules.put(
                LossLayer.class,
                (layer, in, draft) ->
                        Rule.activated(in, ((LossLayer) layer.conf()).getActivationFn(), layer.name(), draft));
        rules.put(
                CnnLossLayer.class,
                (layer, in, draft) ->
                        Rule.activated(in, ((CnnLossLayer) layer.conf()).getActivationFn(), layer.name(), draft));
        rules.put(
                RnnLossLayer.class,
                (layer, in, draft) ->
                        Rule.activated(in, ((RnnLossLayer) layer.conf()).getActivationFn(), layer.name(), draft));
        rules.put(LocalResponseNormalization.class, LayerRules::neighbours);

        rules.put(LSTM.class, RecurrentRules::lstm);
        rules.put(GravesLSTM.class, RecurrentRules::lstm);
        rules.put(GravesBidirectionalLSTM.class, RecurrentRules::gravesBidirectional);
        rules.put(SimpleRnn.class, RecurrentRules::simple);
        rules.put(Bidirectional.class, RecurrentRules::bidirectional);
        rules.put(LastTimeStep.class, RecurrentRules::lastStep);
        rules.put(TimeDistributed.class, RecurrentRules::eachStep);

        rules.put(SelfAttentionLayer.class, AttentionRules::self);
        rules.put(LearnedSelfAttentionLayer.class, AttentionRules::learned);
        rules.put(RecurrentAttentionLayer.class, AttentionRules::recurrent);
        return Map.copyOf(rules);
    }

    static Channels apply(Node.OfLayer layer, Channels in, Draft draft) {
        Of rule = RULES.get(layer.conf().getClass());
        if (rule == null) {
            String type = layer.conf().getClass().getSimpleName();
            draft.refuse(
                    in.units(),
                    "its channels are read by %s (%s), which cannot be cut yet".formatted(layer.name(), type));
            return Channels.unknown(in.form());
        }
        return rule.apply(layer, in, draft);
    }

    private static Channels embeddingSequence(Node.OfLayer layer, Channels in, Draft draft) {
        boolean last = ((EmbeddingSequenceLayer) layer.conf()).getOutputFormat() == RNNFormat.NWC;
        return DenseRules.embedding(layer, in, Form.sequence(last), draft);
    }

    private static Channels neighbours(Node.OfLayer layer, Channels in, Draft draft) {
        draft.refuse(in.units(), "%s normalises each channel by its neighbours".formatted(layer.name()));
        return in;
    }
}
