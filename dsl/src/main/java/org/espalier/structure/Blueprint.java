package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.MaskConstraint;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy of a model's configuration, for a network of the same layers with other widths. */
final class Blueprint {
    private final Object configuration;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    private final Map<String, InputPreProcessor> before = new LinkedHashMap<>();
    private final Map<String, Map<Layer, MaskConstraint>> masks = new HashMap<>();

    /** Copies by way of JSON: DL4J's clone() of a MergeVertex forgets its axis, and copies would share updaters. */
    Blueprint(Model model) {
        if (model instanceof MultiLayerNetwork sequential) {
            MultiLayerConfiguration copy = MultiLayerConfiguration.fromJson(
                    sequential.getLayerWiseConfigurations().toJson());
            for (int i = 0; i < sequential.getnLayers(); i++) {
                String name = Wiring.nameOf(sequential.getLayer(i), i);
                add(name, copy.getConf(i).getLayer());
                if (copy.getInputPreProcess(i) != null) {
                    before.put(name, copy.getInputPreProcess(i));
                }
            }
            configuration = copy;
        } else {
            ComputationGraphConfiguration copy = ComputationGraphConfiguration.fromJson(
                    ((ComputationGraph) model).getConfiguration().toJson());
            copy.getVertices().forEach((name, vertex) -> {
                GraphVertex bare = Wiring.unwrapped(vertex);
                vertices.put(name, bare);
                if (bare instanceof SameDiffVertex shaped) {
                    shaped.setVertexParams(null);
                }
                if (bare instanceof LayerVertex of) {
                    add(name, of.getLayerConf().getLayer());
                    if (of.getPreProcessor() != null) {
                        before.put(name, of.getPreProcessor());
                    }
                }
            });
            configuration = copy;
        }
    }

    private void add(String name, Layer layer) {
        takeMasks(name, layer);
        Layer bare = Wiring.unwrapped(layer);
        if (bare != layer) {
            takeMasks(name, bare);
        }
        if (bare instanceof AbstractSameDiffLayer shaped) {
            // It keeps the shapes of its parameters, and the copy has those of the original.
            shaped.setLayerParams(null);
        }
        layers.put(name, bare);
    }

    private void takeMasks(String name, Layer layer) {
        List<LayerConstraint> constraints = layer.getConstraints();
        if (constraints == null) {
            return;
        }
        for (LayerConstraint constraint : constraints) {
            if (constraint instanceof MaskConstraint mask) {
                masks.computeIfAbsent(name, n -> new IdentityHashMap<>()).put(layer, mask);
            }
        }
        layer.setConstraints(
                constraints.stream().filter(c -> !(c instanceof MaskConstraint)).toList());
    }

    /** The masks that were held on a layer's weights and are left out here, by where to put others. */
    Map<Layer, MaskConstraint> masks(String name) {
        return masks.getOrDefault(name, Map.of());
    }

    /** Adds a constraint. */
    static void constrain(Layer layer, LayerConstraint constraint) {
        List<LayerConstraint> constraints = new ArrayList<>();
        if (layer.getConstraints() != null) {
            constraints.addAll(layer.getConstraints());
        }
        constraints.add(constraint);
        layer.setConstraints(constraints);
    }

    /** A layer's configuration, what freezes it taken off. */
    Layer layer(String name) {
        return Objects.requireNonNull(layers.get(name), name);
    }

    GraphVertex vertex(String name) {
        return Objects.requireNonNull(vertices.get(name), name);
    }

    /** What reshapes the input of a layer that has such a thing. */
    InputPreProcessor before(String name) {
        return Objects.requireNonNull(before.get(name), name);
    }

    /** Changes what reshapes the input of a layer. */
    void before(String name, InputPreProcessor changed) {
        if (configuration instanceof MultiLayerConfiguration sequential) {
            sequential.getInputPreProcessors().put(List.copyOf(layers.keySet()).indexOf(name), changed);
        } else {
            ((LayerVertex) vertex(name)).setPreProcessor(changed);
        }
    }

    /** For layers that state how many inputs and outputs they have, and wrappers of such. */
    void resize(String layer, int in, int out) {
        resize(layer(layer), in, out);
    }

    private static void resize(Layer layer, int in, int out) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            resize(wrapper.getUnderlying(), in, out);
        } else if (layer instanceof Bidirectional both) {
            resize(both.getFwd(), in, out);
            resize(both.getBwd(), in, out);
        } else {
            FeedForwardLayer conf = (FeedForwardLayer) layer;
            conf.setNIn(in);
            conf.setNOut(out);
        }
    }

    /**
     * The network.
     *
     * @param parameters as long as its parameters are; used, not copied
     */
    Model build(INDArray parameters) {
        if (configuration instanceof MultiLayerConfiguration sequential) {
            MultiLayerNetwork model = new MultiLayerNetwork(sequential);
            model.init(parameters, false);
            return model;
        }
        ComputationGraph model = new ComputationGraph((ComputationGraphConfiguration) configuration);
        model.init(parameters, false);
        return model;
    }
}
