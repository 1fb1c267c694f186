package org.espalier.compile;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.espalier.program.Shape;

/**
 * How large a model's input is and how it lies. DL4J's configurations forget it, unless the first layer is a dense one or
 * something reshapes the input.
 */
record InputShape(Shape shape, ArrayLayout layout) {

    /**
     * @param example the shape of one example as DL4J gets it, without the batch dimension; empty if unknown
     * @throws IllegalArgumentException if it is unknown and the model does not tell, or it fits no input
     */
    static InputShape of(Anatomy model, long... example) {
        List<Node> readers =
                model.nodes().stream().filter(node -> node.inputs().contains(0)).toList();
        if (example.length > 0) {
            return given(model, readers, example);
        }
        Stream<Optional<InputShape>> told = readers.stream().map(InputShape::told);
        return told.flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        ("the model does not say how large its input is (its first layer, \"%s\", takes any size): give the"
                                        + " shape of one example, such as 3, 32, 32")
                                .formatted(
                                        readers.isEmpty()
                                                ? "none"
                                                : readers.get(0).name())));
    }

    private static InputShape given(Anatomy model, List<Node> readers, long... example) {
        int[] size = Arrays.stream(example).mapToInt(Math::toIntExact).toArray();
        if (size.length == 1) {
            Shape plain = Shape.vector(size[0]);
            Shape shape = befores(readers)
                    .filter(FeedForwardToCnnPreProcessor.class::isInstance)
                    .map(before -> Reshapes.shape((FeedForwardToCnnPreProcessor) before))
                    .filter(image -> image.values() == size[0])
                    .findFirst()
                    .orElse(plain);
            return new InputShape(shape, ArrayLayout.VECTOR);
        } else if (size.length == 2) {
            return formats(model, RNNFormat.class).findFirst().orElse(RNNFormat.NCW) == RNNFormat.NWC
                    ? new InputShape(new Shape(size[1], 1, size[0]), ArrayLayout.SEQUENCE_CHANNELS_LAST)
                    : new InputShape(new Shape(size[0], 1, size[1]), ArrayLayout.SEQUENCE);
        } else if (size.length == 3) {
            return formats(model, CNN2DFormat.class).findFirst().orElse(CNN2DFormat.NCHW) == CNN2DFormat.NHWC
                    ? new InputShape(new Shape(size[2], size[0], size[1]), ArrayLayout.IMAGE_CHANNELS_LAST)
                    : new InputShape(new Shape(size[0], size[1], size[2]), ArrayLayout.IMAGE);
        }
        throw new IllegalArgumentException(
                "expected the shape of one example of one to three dimensions, such as 784 or 1, 28, 28; found %s"
                        .formatted(Arrays.toString(example)));
    }

    private static Optional<InputShape> told(Node reader) {
        if (!(reader instanceof Node.OfLayer node)) {
            return Optional.empty();
        }
        if (node.before().isEmpty()) {
            Layer conf = node.layer().conf();
            boolean vector =
                    conf instanceof DenseLayer || conf instanceof BaseOutputLayer && !(conf instanceof RnnOutputLayer);
            return vector
                    ? Optional.of(
                            new InputShape(Shape.vector((int) ((FeedForwardLayer) conf).getNIn()), ArrayLayout.VECTOR))
                    : Optional.empty();
        }
        if (node.before().get() instanceof FeedForwardToCnnPreProcessor p) {
            return Optional.of(new InputShape(Reshapes.shape(p), ArrayLayout.VECTOR));
        }
        if (node.before().get() instanceof CnnToFeedForwardPreProcessor p && p.getNumChannels() > 0) {
            Shape shape = new Shape((int) p.getNumChannels(), (int) p.getInputHeight(), (int) p.getInputWidth());
            boolean last = p.getFormat() == CNN2DFormat.NHWC;
            return Optional.of(new InputShape(shape, last ? ArrayLayout.IMAGE_CHANNELS_LAST : ArrayLayout.IMAGE));
        }
        return Optional.empty();
    }

    private static Stream<InputPreProcessor> befores(List<Node> nodes) {
        return nodes.stream()
                .filter(Node.OfLayer.class::isInstance)
                .flatMap(node -> ((Node.OfLayer) node).before().stream());
    }

    /** The formats that layers and what stands before them are configured for, in the model's order. */
    private static <F> Stream<F> formats(Anatomy model, Class<F> kind) {
        return model.nodes().stream()
                .filter(Node.OfLayer.class::isInstance)
                .map(Node.OfLayer.class::cast)
                .flatMap(node -> Stream.concat(
                        node.before().stream().flatMap(InputShape::format),
                        format(node.layer().conf())))
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private static Stream<Object> format(InputPreProcessor before) {
        return before instanceof CnnToFeedForwardPreProcessor p ? Stream.of(p.getFormat()) : Stream.empty();
    }

    private static Stream<Object> format(Layer conf) {
        if (conf instanceof Convolution1DLayer l) {
            return Stream.of(l.getRnnDataFormat());
        } else if (conf instanceof BaseRecurrentLayer l) {
            return Stream.of(l.getRnnDataFormat());
        } else if (conf instanceof RnnOutputLayer l) {
            return Stream.of(l.getRnnDataFormat());
        } else if (conf instanceof ConvolutionLayer l) {
            return Stream.of(l.getCnn2dDataFormat());
        } else if (conf instanceof SubsamplingLayer l) {
            return Stream.of(l.getCnn2dDataFormat());
        } else if (conf instanceof BatchNormalization l) {
            return Stream.of(l.getCnn2DFormat());
        } else if (conf instanceof ZeroPaddingLayer l) {
            return Stream.of(l.getDataFormat());
        } else if (conf instanceof Cropping2D l) {
            return Stream.of(l.getDataFormat());
        } else if (conf instanceof Upsampling2D l) {
            return Stream.of(l.getFormat());
        }
        return Stream.empty();
    }
}
