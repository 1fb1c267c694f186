package org.espalier.kernels.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One tensor of a DL4J network in PyTorch's layout.
 *
 * @param values row by row
 * @param shape dense layers' weights are {@code [out, in]}, convolutions' {@code [out, in, kH, kW]}
 */
record OnnxWeights(float[] values, long[] shape) {

    /** Every parameter by the name that it has in the exported graph, such as {@code conv1.weight}. */
    static Map<String, OnnxWeights> of(Network network) {
        Map<String, OnnxWeights> tensors = new LinkedHashMap<>();
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

    private static OnnxWeights of(String key, INDArray value) {
        boolean dense = key.equals("W") && value.rank() == 2;
        float[] values = (dense ? value.transpose() : value).dup('c').data().asFloat();
        if (key.equals("log10stdev")) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) Math.pow(10, 2 * values[i]);
            }
        }
        if (value.rank() == 4) {
            return new OnnxWeights(values, value.shape());
        }
        // Dense weights are [in, out] in DL4J, vectors [1, n].
        return new OnnxWeights(
                values, dense ? new long[] {value.size(1), value.size(0)} : new long[] {values.length});
    }

    OnnxTensor toTensor(OrtEnvironment environment) throws OrtException {
        FloatBuffer buffer = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return OnnxTensor.createTensor(environment, buffer.put(0, values), shape);
    }
}
