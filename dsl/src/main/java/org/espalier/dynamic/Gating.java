package org.espalier.dynamic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.espalier.gate.Gate;
import org.espalier.model.Network;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/**
 * Puts a gate behind convolutions of a network. A convolution {@code c} gets three neighbours: {@code "c pool"} and
 * {@code "c saliency"}, which read what it reads, and {@code "c gate"}, which everything that read the convolution (or the
 * batch normalisation right behind it) now reads.
 */
final class Gating {
    private static final double SALIENCY_AT_FIRST = 1;

    private final ComputationGraph graph;
    private final ComputationGraphConfiguration configuration;

    private Gating(ComputationGraph graph) {
        this.graph = graph;
        this.configuration =
                ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
        configuration.setTopologicalOrder(null);
        configuration.setTopologicalOrderStr(null);
    }

    /**
     * A copy of a network with gates, the parameters it had, and saliencies of about 1.
     *
     * @param layers convolutions
     * @throws IllegalArgumentException if one of them is no plain convolution, or has an activation before its
     *     normalisation
     */
    static Network gated(Network network, Gate gate, List<String> layers) {
        return Network.made(() -> {
            Gating gating = new Gating(asGraph(network.dl4j()));
            layers.forEach(layer -> gating.add(gate, layer));
            return gating.made();
        });
    }

    private void add(Gate gate, String name) {
        if (!(configuration.getVertices().get(name) instanceof LayerVertex vertex)
                || vertex.getLayerConf().getLayer().getClass() != ConvolutionLayer.class) {
            throw new IllegalArgumentException(
                    "gateChannels: layer %s is no plain convolution; take it out with except(\"%s\")"
                            .formatted(name, name));
        }
        ConvolutionLayer convolution = (ConvolutionLayer) vertex.getLayerConf().getLayer();
        if (convolution.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw new IllegalArgumentException(
                    "gateChannels: layer %s has its channels last, as Keras saves them; gates are for channels first"
                            .formatted(name));
        }
        for (String added : List.of(name + " pool", name + " saliency", name + " gate")) {
            if (configuration.getVertices().containsKey(added)) {
                throw new IllegalArgumentException(
                        "gateChannels: layer %s gets a neighbour \"%s\", and the model has one already; was it gated before? Take the layer out with except(\"%s\"), or rename that one"
                                .formatted(name, added, name));
            }
        }
        String gated = normalisationOf(name, convolution);
        List<String> input =
                Objects.requireNonNull(configuration.getVertexInputs().get(name));
        InputPreProcessor before = vertex.getPreProcessor();
        put(name + " pool", vertex, pool(), before == null ? null : before.clone(), input);
        put(name + " saliency", vertex, saliency(convolution), null, List.of(name + " pool"));
        String door = name + " gate";
        configuration
                .getVertexInputs()
                .replaceAll((reader, inputs) ->
                        inputs.stream().map(of -> of.equals(gated) ? door : of).toList());
        configuration
                .getVertices()
                .put(door, new GateVertex(gate.winners(Math.toIntExact(convolution.getNOut())), gate.penalty()));
        configuration.getVertexInputs().put(door, List.of(gated, name + " saliency"));
    }

    /** What the gate goes behind: the convolution, or the batch normalisation that alone reads it. */
    private String normalisationOf(String name, ConvolutionLayer convolution) {
        List<String> readers = configuration.getVertexInputs().entrySet().stream()
                .filter(entry -> entry.getValue().contains(name))
                .map(Map.Entry::getKey)
                .toList();
        if (readers.size() == 1
                && configuration.getVertices().get(readers.get(0)) instanceof LayerVertex next
                && next.getLayerConf().getLayer() instanceof BatchNormalization) {
            if (!(convolution.getActivationFn() instanceof ActivationIdentity)) {
                throw new IllegalArgumentException(
                        "gateChannels: layer %s has an activation before its batch normalisation %s, found %s; take it out with except(\"%s\")"
                                .formatted(name, readers.get(0), convolution.getActivationFn(), name));
            }
            return readers.get(0);
        }
        return name;
    }

    private static GlobalPoolingLayer pool() {
        return new GlobalPoolingLayer.Builder(PoolingType.AVG).build();
    }

    private static DenseLayer saliency(ConvolutionLayer convolution) {
        DenseLayer layer = new DenseLayer.Builder()
                .nIn(convolution.getNIn())
                .nOut(convolution.getNOut())
                .activation(Activation.RELU)
                .weightInit(new WeightInitRelu())
                .biasInit(SALIENCY_AT_FIRST)
                .build();
        layer.setIUpdater(convolution.getIUpdater().clone());
        layer.setBiasUpdater(convolution.getIUpdater().clone());
        return layer;
    }

    private void put(
            String name,
            LayerVertex like,
            org.deeplearning4j.nn.conf.layers.Layer layer,
            @Nullable InputPreProcessor before,
            List<String> inputs) {
        layer.setLayerName(name);
        NeuralNetConfiguration conf = like.getLayerConf().clone();
        conf.setLayer(layer);
        conf.setVariables(new ArrayList<>());
        configuration.getVertices().put(name, new LayerVertex(conf, before));
        configuration.getVertexInputs().put(name, inputs);
    }

    private ComputationGraph made() {
        long ofLayers = 0;
        for (Layer layer : graph.getLayers()) {
            ofLayers += layer.numParams();
        }
        if (ofLayers != graph.numParams()) {
            throw new IllegalArgumentException(
                    "gateChannels: networks with vertices that have parameters of their own, such as attention vertices, take no gates yet");
        }
        ComputationGraph made = new ComputationGraph(configuration);
        made.init();
        for (Layer layer : graph.getLayers()) {
            if (layer.numParams() > 0) {
                String name = layer.conf().getLayer().getLayerName();
                made.getLayer(name).setParams(layer.params());
            }
        }
        return made;
    }

    /** A sequence of layers as a graph, each vertex named as its layer. */
    private static ComputationGraph asGraph(Model model) {
        if (model instanceof ComputationGraph graph) {
            return graph;
        }
        MultiLayerNetwork sequential = (MultiLayerNetwork) model;
        var parts = sequential.getLayerWiseConfigurations().clone();
        var builder = new NeuralNetConfiguration.Builder()
                .dataType(parts.getDataType())
                .seed(sequential.conf().getSeed())
                .graphBuilder()
                .addInputs("input");
        String last = "input";
        for (int i = 0; i < parts.getConfs().size(); i++) {
            var layer = parts.getConf(i).getLayer();
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            builder.addLayer(name, layer, parts.getInputPreProcess(i), last);
            last = name;
        }
        ComputationGraph graph = new ComputationGraph(builder.setOutputs(last).build());
        graph.init(sequential.params().dup(), false);
        return graph;
    }
}
