package org.espalier.kernels.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A DL4J network's parameters under the names and in the layouts of the exported graphs, which are PyTorch's. */
final class OnnxWeights {
    private OnnxWeights() {}

    /** Every parameter by its name, such as {@code conv1.weight}. */
    static Map<String, Tensor> of(Network network) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Layer layer : layers(network.dl4j())) {
            String name = layer.conf().getLayer().getLayerName();
            layer.paramTable().forEach((key, value) -> tensors.put(name + "." + nameOf(key), of(key, value)));
        }
        return tensors;
    }

    private static Layer[] layers(Model model) {
        return model instanceof MultiLayerNetwork sequential
                ? sequential.getLayers()
                : ((ComputationGraph) model).getLayers();
    }

    private static String nameOf(String key) {
        return switch (key) {
            case "W", "gamma" -> "weight";
            case "b", "beta" -> "bias";
            case "mean" -> "running_mean";
            case "var", "log10stdev" -> "running_var";
            default -> throw new IllegalArgumentException("no ONNX name for DL4J's parameter \"%s\"".formatted(key));
        };
    }

    private static Tensor of(String key, INDArray value) {
        if (value.rank() == 4) {
            return new Tensor(floats(value), value.shape());
        }
        if (key.equals("W")) {
            // [in, out] in DL4J.
            return new Tensor(floats(value.transpose()), value.size(1), value.size(0));
        }
        float[] vector = floats(value);
        if (key.equals("log10stdev")) {
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) Math.pow(10, 2 * vector[i]);
            }
        }
        return new Tensor(vector, vector.length);
    }

    private static float[] floats(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
