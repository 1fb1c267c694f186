package org.espalier.compile;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling1D;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** DL4J's layers as steps, by their exact class: what a subclass does, nobody knows. */
final class LayerRules {
    private interface Rule {
        Value apply(TrainedLayer layer, Value in, Draft draft) throws NoStep;
    }

    private static final Map<Class<?>, Rule> RULES = Map.ofEntries(
            Map.entry(ConvolutionLayer.class, Convolutions::ordinary),
            Map.entry(Convolution2D.class, Convolutions::ordinary),
            Map.entry(Convolution1DLayer.class, Convolutions::oneDimensional),
            Map.entry(Convolution1D.class, Convolutions::oneDimensional),
            Map.entry(DepthwiseConvolution2D.class, Convolutions::depthwise),
            Map.entry(SeparableConvolution2D.class, Convolutions::separable),
            Map.entry(DenseLayer.class, DenseLayers::dense),
            Map.entry(OutputLayer.class, DenseLayers::output),
            Map.entry(CenterLossOutputLayer.class, DenseLayers::output),
            Map.entry(RnnOutputLayer.class, DenseLayers::sequenceOutput),
            Map.entry(SubsamplingLayer.class, Poolings::local),
            Map.entry(Pooling2D.class, Poolings::local),
            Map.entry(Subsampling1DLayer.class, Poolings::alongTime),
            Map.entry(Pooling1D.class, Poolings::alongTime),
            Map.entry(GlobalPoolingLayer.class, Poolings::global),
            Map.entry(BatchNormalization.class, Normalisation::batch),
            Map.entry(ZeroPaddingLayer.class, Frames::padding),
            Map.entry(ZeroPadding1DLayer.class, Frames::paddingInTime),
            Map.entry(Cropping2D.class, Frames::cropping),
            Map.entry(Cropping1D.class, Frames::croppingInTime),
            Map.entry(ActivationLayer.class, LayerRules::activation),
            Map.entry(LossLayer.class, LayerRules::loss),
            Map.entry(CnnLossLayer.class, LayerRules::imageLoss),
            Map.entry(RnnLossLayer.class, LayerRules::sequenceLoss),
            Map.entry(DropoutLayer.class, (layer, in, draft) -> in));

    private LayerRules() {}

    /** The steps of a layer; one that no rule fits is left to DL4J, with the reason. */
    static Value apply(Node.OfLayer node, Value in, Draft draft) {
        TrainedLayer layer = node.layer();
        String type = layer.conf().getClass().getSimpleName();
        Rule rule = RULES.get(layer.conf().getClass());
        String reason;
        try {
            if (rule != null) {
                return rule.apply(layer, in, draft);
            }
            reason = "no step does what a %s does".formatted(type);
        } catch (NoStep e) {
            reason = "%s: %s".formatted(type, e.reason());
        }
        return Foreigners.add(layer.name(), List.of(in), node.itself(), reason, draft);
    }

    private static Value activation(TrainedLayer layer, Value in, Draft draft) {
        return Functions.apply(((ActivationLayer) layer.conf()).getActivationFn(), layer.name(), in, draft);
    }

    private static Value loss(TrainedLayer layer, Value in, Draft draft) {
        return Functions.apply(((LossLayer) layer.conf()).getActivationFn(), layer.name(), in, draft);
    }

    private static Value imageLoss(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        CnnLossLayer conf = (CnnLossLayer) layer.conf();
        Convolutions.requireImage(in, conf.getFormat());
        return Functions.applyAtEachPosition(conf.getActivationFn(), layer.name(), in, draft);
    }

    private static Value sequenceLoss(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        RnnLossLayer conf = (RnnLossLayer) layer.conf();
        Convolutions.requireSequence(in, conf.getRnnDataFormat());
        return Functions.applyAtEachPosition(conf.getActivationFn(), layer.name(), in, draft);
    }
}
