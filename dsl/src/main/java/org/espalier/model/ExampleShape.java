package org.espalier.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The shape of one example and of what every layer makes of it. DL4J's configurations forget it, but where an image is
 * flattened they say how large it is there, which the smallest square image that becomes so large is found from.
 *
 * @param input without the batch dimension; empty if unknown
 * @param made by name; empty if unknown
 * @param remark what a reader has to know, where nobody told the shape
 */
record ExampleShape(List<Long> input, Map<String, List<Long>> made, Optional<String> remark) {
    private static final int LARGEST_IMAGE = 512;

    /** One layer after another, or a graph: names, what reads the input, and the types that come of one. */
    private record Reading(
            Optional<Layer> first,
            Optional<InputPreProcessor> before,
            Map<String, CnnToFeedForwardPreProcessor> flattening,
            Function<InputType, Map<String, InputType>> types) {}

    List<Long> of(String name) {
        return made.getOrDefault(name, List.of());
    }

    static ExampleShape of(MultiLayerNetwork model, long... example) {
        var conf = model.getLayerWiseConfigurations();
        List<String> names = Arrays.stream(model.getLayers())
                .map(layer -> Optional.ofNullable(layer.conf().getLayer().getLayerName())
                        .orElse("layer" + layer.getIndex()))
                .toList();
        Map<String, CnnToFeedForwardPreProcessor> flattening = new LinkedHashMap<>();
        for (int i = 1; i < names.size(); i++) {
            if (conf.getInputPreProcess(i) instanceof CnnToFeedForwardPreProcessor flat) {
                flattening.put(names.get(i - 1), flat);
            }
        }
        return of(
                new Reading(
                        Optional.of(model.getLayer(0).conf().getLayer()),
                        Optional.ofNullable(conf.getInputPreProcess(0)),
                        flattening,
                        type -> {
                            List<InputType> types = conf.getLayerActivationTypes(type);
                            Map<String, InputType> byName = new LinkedHashMap<>();
                            IntStream.range(0, names.size()).forEach(i -> byName.put(names.get(i), types.get(i)));
                            return byName;
                        }),
                example);
    }

    static ExampleShape of(ComputationGraph graph, long... example) {
        var conf = graph.getConfiguration();
        if (conf.getNetworkInputs().size() != 1) {
            return new ExampleShape(
                    List.of(), Map.of(), Optional.of("The model has several inputs: shapes and MACs are not shown."));
        }
        String input = conf.getNetworkInputs().get(0);
        Map<String, CnnToFeedForwardPreProcessor> flattening = new LinkedHashMap<>();
        Optional<LayerVertex> first = Optional.empty();
        for (String name : conf.getTopologicalOrderStr()) {
            if (conf.getVertices().get(name) instanceof LayerVertex vertex) {
                String read =
                        conf.getVertexInputs().getOrDefault(name, List.of("")).get(0);
                if (read.equals(input)) {
                    first = first.or(() -> Optional.of(vertex));
                } else if (vertex.getPreProcessor() instanceof CnnToFeedForwardPreProcessor flat) {
                    flattening.put(read, flat);
                }
            }
        }
        return of(
                new Reading(
                        first.map(vertex -> vertex.getLayerConf().getLayer()),
                        first.map(LayerVertex::getPreProcessor),
                        flattening,
                        type -> types(conf, type)),
                example);
    }

    /** DL4J's own method sets sizes in the configuration on its way. */
    private static Map<String, InputType> types(ComputationGraphConfiguration conf, InputType input) {
        Map<String, InputType> types = new LinkedHashMap<>();
        types.put(conf.getNetworkInputs().get(0), input);
        for (String name : conf.getTopologicalOrderStr()) {
            GraphVertex vertex = conf.getVertices().get(name);
            if (vertex != null) {
                InputType[] read = conf.getVertexInputs().getOrDefault(name, List.of()).stream()
                        .map(types::get)
                        .toArray(InputType[]::new);
                types.put(name, vertex.getOutputType(0, read));
            }
        }
        return types;
    }

    private static ExampleShape of(Reading model, long... example) {
        if (example.length > 0) {
            try {
                InputType given = type(example);
                ExampleShape known = known(model, given, Optional.empty());
                if (known.made().values().stream().flatMap(List::stream).anyMatch(size -> size == 0)
                        || !fits(model, given)) {
                    throw new IllegalArgumentException("layers further on are of another size");
                }
                return known;
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "the model cannot read examples of shape %s: %s"
                                .formatted(Arrays.toString(example), e.getMessage()),
                        e);
            }
        }
        try {
            Optional<InputType> told = told(model);
            return told.isPresent() ? known(model, told.get(), Optional.empty()) : fitting(model);
        } catch (RuntimeException notAsExpected) {
            // A layer that DL4J cannot tell the output of: its parameters are shown all the same.
            return new ExampleShape(List.of(), Map.of(), Optional.of(unknown(model)));
        }
    }

    private static ExampleShape known(Reading model, InputType input, Optional<String> remark) {
        Map<String, List<Long>> made = new LinkedHashMap<>();
        model.types().apply(input).forEach((name, type) -> made.put(name, sizes(type)));
        return new ExampleShape(sizes(input), made, remark);
    }

    private static List<Long> sizes(InputType type) {
        return Arrays.stream(type.getShape(false)).boxed().toList();
    }

    private static InputType type(long... example) {
        return switch (example.length) {
            case 1 -> InputType.feedForward(example[0]);
            case 2 -> InputType.recurrent(example[0], example[1]);
            case 3 -> InputType.convolutional(example[1], example[2], example[0]);
            default ->
                throw new IllegalArgumentException(
                        "expected one to three dimensions, such as 784 or 1, 28, 28, found " + example.length);
        };
    }

    private static Optional<InputType> told(Reading model) {
        InputPreProcessor before = model.before().orElse(null);
        if (before instanceof FeedForwardToCnnPreProcessor image) {
            return Optional.of(
                    InputType.feedForward(image.getInputHeight() * image.getInputWidth() * image.getNumChannels()));
        }
        if (before instanceof CnnToFeedForwardPreProcessor image && image.getNumChannels() > 0) {
            return Optional.of(InputType.convolutional(
                    image.getInputHeight(), image.getInputWidth(), image.getNumChannels(), image.getFormat()));
        }
        Layer first = model.first().orElse(null);
        boolean vector =
                first instanceof DenseLayer || first instanceof BaseOutputLayer && !(first instanceof RnnOutputLayer);
        return before == null && vector
                ? Optional.of(InputType.feedForward(((FeedForwardLayer) Objects.requireNonNull(first)).getNIn()))
                : Optional.empty();
    }

    /** The smallest square image that is as large where it is flattened as the model says. */
    private static ExampleShape fitting(Reading model) {
        if (model.first().orElse(null) instanceof ConvolutionLayer first
                && first.getCnn2dDataFormat() == CNN2DFormat.NCHW
                && !model.flattening().isEmpty()) {
            // From above: DL4J complains aloud of images that are too small.
            int smallest = 0;
            for (int size = LARGEST_IMAGE; size > 0; size--) {
                boolean fits = fits(model, square(first, size));
                if (!fits && smallest > 0) {
                    break;
                }
                smallest = fits ? size : smallest;
            }
            if (smallest > 0) {
                return known(
                        model,
                        square(first, smallest),
                        Optional.of(
                                ("Shapes and MACs are of images of %1$d×%1$d, the smallest square ones that the model"
                                                + " reads; network(model, %2$d, %1$d, %1$d) tells otherwise.")
                                        .formatted(smallest, first.getNIn())));
            }
        }
        return new ExampleShape(List.of(), Map.of(), Optional.of(unknown(model)));
    }

    private static String unknown(Reading model) {
        long channels = model.first().orElse(null) instanceof ConvolutionLayer first ? first.getNIn() : 3;
        return "The model does not say how large its input is; network(model, %d, 32, 32) tells it, and shapes and MACs are known."
                .formatted(channels);
    }

    private static InputType square(ConvolutionLayer first, int size) {
        return InputType.convolutional(size, size, first.getNIn());
    }

    private static boolean fits(Reading model, InputType image) {
        try {
            Map<String, InputType> types = model.types().apply(image);
            return model.flattening().entrySet().stream()
                    .allMatch(flat -> types.get(flat.getKey()) instanceof InputType.InputTypeConvolutional made
                            && made.getHeight() == flat.getValue().getInputHeight()
                            && made.getWidth() == flat.getValue().getInputWidth());
        } catch (RuntimeException tooSmall) {
            return false;
        }
    }
}
