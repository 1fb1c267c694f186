package org.espalier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitConstant;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How much flows through a network whose weights are replaced by their absolute values, for an input of ones:
 * {@code R = 1ᵀ·f(1; |w|)}, taken before the last activation function, and {@code ∂R/∂|w|}, in double precision. Biases and
 * shifts are left out, as in the paper's {@code R}, so that each layer's {@code Σ |w|·∂R/∂|w|} is {@code R}. Batch
 * normalisation multiplies by {@code |γ|/σ} of its running statistics, dropout is left out.
 *
 * @param total {@code R}
 * @param gradients by layer and by DL4J's key, in DL4J's shapes
 */
public record SynapticFlow(double total, Map<String, Map<String, INDArray>> gradients) {

    /**
     * Of a network as it is.
     *
     * @param exampleShape of one example
     * @throws IllegalArgumentException if the network ends in a layer without weights or loss of its own
     */
    public static SynapticFlow of(Network network, long... exampleShape) {
        long[] shape =
                LongStream.concat(LongStream.of(1), LongStream.of(exampleShape)).toArray();
        Map<String, Activations> seen =
                network.activations(Nd4j.ones(network.parameters().dataType(), shape));
        Network linear = Network.made(() -> linear(network, seen));
        INDArray ones = Nd4j.ones(DataType.DOUBLE, shape);
        INDArray output = linear.output(ones);
        DataSet batch = new DataSet(ones, output.ulike().assign(0));
        return new SynapticFlow(output.sumNumber().doubleValue(), linear.gradientTables(batch));
    }

    private static Model linear(Network network, Map<String, Activations> seen) {
        if (network.dl4j() instanceof MultiLayerNetwork sequential) {
            MultiLayerConfiguration configuration = MultiLayerConfiguration.fromJson(
                    sequential.getLayerWiseConfigurations().toJson());
            List<String> names = List.copyOf(network.layerTypes().keySet());
            for (int i = 0; i < names.size(); i++) {
                simplify(configuration.getConf(i), names.get(i), seen, i == names.size() - 1);
            }
            MultiLayerNetwork made = new MultiLayerNetwork(configuration);
            made.init();
            for (int i = 0; i < names.size(); i++) {
                magnitudes(sequential.getLayer(i), made.getLayer(i));
            }
            return made.convertDataType(DataType.DOUBLE);
        }
        ComputationGraph graph = (ComputationGraph) network.dl4j();
        ComputationGraphConfiguration configuration =
                ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer) {
                simplify(
                        layer.getLayerConf(),
                        name,
                        seen,
                        configuration.getNetworkOutputs().contains(name));
            }
        });
        ComputationGraph made = new ComputationGraph(configuration);
        made.init();
        network.layerTypes().keySet().forEach(name -> magnitudes(graph.getLayer(name), made.getLayer(name)));
        return made.convertDataType(DataType.DOUBLE);
    }

    /** Makes a layer compute the same in training as in inference, without anything but its weights. */
    private static void simplify(
            NeuralNetConfiguration configuration, String name, Map<String, Activations> seen, boolean last) {
        var layer = configuration.getLayer();
        if (layer instanceof BatchNormalization normalisation) {
            layer = scaling(
                    normalisation,
                    Objects.requireNonNull(seen.get(name), name).input().rank());
        } else if (layer instanceof DropoutLayer) {
            layer = new ActivationLayer(Activation.IDENTITY);
        }
        layer.setLayerName(name);
        layer.setIDropout(null);
        layer.setConstraints(null);
        if (layer instanceof BaseLayer weighted) {
            weighted.setWeightNoise(null);
            weighted.setIUpdater(new NoOp());
            weighted.setBiasUpdater(new NoOp());
        }
        if (last) {
            if (layer instanceof BaseOutputLayer output) {
                output.setActivationFn(new ActivationIdentity());
                output.setLossFn(new OutputSum());
            } else if (layer instanceof LossLayer output) {
                output.setActivationFn(new ActivationIdentity());
                output.setLossFn(new OutputSum());
            } else {
                throw new IllegalArgumentException(
                        "synflow: expected the network to end in an output or loss layer, found %s, a %s"
                                .formatted(name, layer.getClass().getSimpleName()));
            }
        }
        if (layer != configuration.getLayer()) {
            configuration.setLayer(layer);
            configuration.setVariables(new ArrayList<>());
        }
    }

    private static BaseLayer scaling(BatchNormalization normalisation, int rank) {
        FeedForwardLayer scaling = rank == 4
                ? new DepthwiseConvolution2D.Builder(1, 1)
                        .depthMultiplier(1)
                        .dataFormat(normalisation.getCnn2DFormat())
                        .build()
                : new ElementWiseMultiplicationLayer.Builder().build();
        scaling.setNIn(normalisation.getNIn());
        scaling.setNOut(normalisation.getNOut());
        scaling.setActivationFn(new ActivationIdentity());
        scaling.setWeightInitFn(new WeightInitConstant(1));
        return scaling;
    }

    private static void magnitudes(Layer from, Layer to) {
        if (from.conf().getLayer() instanceof BatchNormalization normalisation) {
            INDArray variance = normalisation.isUseLogStd()
                    ? Transforms.exp(from.getParam("log10stdev").mul(2 * Math.log(10)), true)
                    : from.getParam("var");
            INDArray scale = Transforms.pow(variance.add(normalisation.getEps()), -0.5, true);
            scale.muli(
                    from.paramTable().containsKey("gamma")
                            ? Transforms.abs(from.getParam("gamma"), true)
                            : Nd4j.scalar(Math.abs(normalisation.getGamma())));
            to.getParam("W").assign(scale.reshape(to.getParam("W").shape()));
            to.getParam("b").assign(0);
            return;
        }
        from.paramTable()
                .forEach((key, values) -> to.getParam(key)
                        .assign(key.equals("b") ? values.ulike().assign(0) : Transforms.abs(values, true)));
    }
}
