package org.espalier.compile;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.espalier.program.Shape;
import org.espalier.program.Step.Pooling;
import org.espalier.program.Window;

/** Pooling, local and global. */
final class Poolings {
    private Poolings() {}

    static Value local(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        SubsamplingLayer conf = (SubsamplingLayer) layer.conf();
        Convolutions.requireImage(in, conf.getCnn2dDataFormat());
        Windows windows = Windows.of(
                layer.name(),
                in.shape(),
                conf.getConvolutionMode(),
                conf.getKernelSize(),
                conf.getStride(),
                conf.getPadding(),
                conf.getDilation());
        return pool(layer, conf, windows, in, draft);
    }

    static Value alongTime(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        Subsampling1DLayer conf = (Subsampling1DLayer) layer.conf();
        if (in.layout() != ArrayLayout.SEQUENCE) {
            throw new NoStep("it takes sequences, found %s %s".formatted(in.layout(), in.example()));
        }
        Windows windows = Windows.of(
                layer.name(),
                in.shape(),
                conf.getConvolutionMode(),
                Convolutions.alongTime(1, conf.getKernelSize()),
                Convolutions.alongTime(1, conf.getStride()),
                Convolutions.alongTime(0, conf.getPadding()),
                Convolutions.alongTime(1, conf.getDilation()));
        return pool(layer, conf, windows, in, draft);
    }

    private static Value pool(TrainedLayer layer, SubsamplingLayer conf, Windows windows, Value in, Draft draft)
            throws NoStep {
        for (int dilation : conf.getDilation()) {
            if (dilation != 1) {
                // ND4J's builds differ in what such a window sees.
                throw new NoStep("its window is dilated");
            }
        }
        Pooling.Kind mean = conf.isAvgPoolIncludePadInDivisor() ? Pooling.Kind.MEAN_WITH_PADDING : Pooling.Kind.MEAN;
        Shape out = windows.output(in.shape().channels());
        Pooling.Kind kind = kind(conf.getPoolingType(), mean);
        return draft.add(new Pooling(layer.name(), in.number(), windows.window(), kind, out), in.layout());
    }

    static Value global(TrainedLayer layer, Value in, Draft draft) throws NoStep {
        GlobalPoolingLayer conf = (GlobalPoolingLayer) layer.conf();
        Pooling.Kind kind = kind(conf.getPoolingType(), Pooling.Kind.MEAN);
        boolean image = in.layout() == ArrayLayout.IMAGE || in.layout() == ArrayLayout.IMAGE_CHANNELS_LAST;
        boolean sequence = in.layout() == ArrayLayout.SEQUENCE || in.layout() == ArrayLayout.SEQUENCE_CHANNELS_LAST;
        if (!image && !sequence) {
            throw new NoStep("it takes images or sequences, found %s %s".formatted(in.layout(), in.example()));
        }
        int[] positions = image ? new int[] {2, 3} : new int[] {2};
        int[] configured = conf.getPoolingDimensions() == null ? positions : conf.getPoolingDimensions();
        if (in.layout().channelsLast()) {
            positions = image ? new int[] {1, 2} : new int[] {1};
        }
        if (!Arrays.equals(positions, configured)) {
            throw new NoStep("it pools over dimensions %s of %s %s"
                    .formatted(Arrays.toString(configured), in.layout(), in.example()));
        }
        Shape out = Shape.vector(in.shape().channels());
        ArrayLayout layout = conf.isCollapseDimensions() ? ArrayLayout.VECTOR : in.layout();
        return draft.add(new Pooling(layer.name(), in.number(), Window.over(in.shape()), kind, out), layout);
    }

    private static Pooling.Kind kind(PoolingType type, Pooling.Kind mean) throws NoStep {
        return switch (type) {
            case MAX -> Pooling.Kind.MAX;
            case AVG -> mean;
            case SUM -> Pooling.Kind.SUM;
            case PNORM -> throw new NoStep("it pools by p-norm");
        };
    }
}
