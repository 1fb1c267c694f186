package org.espalier.model;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A DL4J model as bytes, equal for equal models: its configuration as JSON, which holds masks and counts of iterations,
 * its parameters and its updater state. DL4J's zip files have times in them.
 */
final class NetworkBytes {
    private static final byte SEQUENTIAL = 1;
    private static final byte GRAPH = 2;

    private NetworkBytes() {}

    static void write(Model model, DataOutputStream out) throws IOException {
        if (model instanceof MultiLayerNetwork sequential) {
            out.writeByte(SEQUENTIAL);
            counts(out, sequential.getIterationCount(), sequential.getEpochCount());
            text(out, sequential.getLayerWiseConfigurations().toJson());
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            out.writeByte(GRAPH);
            counts(
                    out,
                    graph.getConfiguration().getIterationCount(),
                    graph.getConfiguration().getEpochCount());
            text(out, graph.getConfiguration().toJson());
        }
        array(out, model.params());
        INDArray state = Duplicate.state(model);
        out.writeBoolean(state != null);
        if (state != null) {
            array(out, state);
        }
    }

    /** Reads now, builds when asked to. */
    static Supplier<Model> read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        int iterations = in.readInt();
        int epochs = in.readInt();
        String json = new String(bytes(in), StandardCharsets.UTF_8);
        INDArray parameters = array(in);
        INDArray state = in.readBoolean() ? array(in) : null;
        return switch (kind) {
            case SEQUENTIAL -> () -> sequential(json, parameters, iterations, epochs, state);
            case GRAPH -> () -> graph(json, parameters, iterations, epochs, state);
            default -> throw new IOException("expected a network of kind 1 or 2, found " + kind);
        };
    }

    private static Model sequential(
            String json, INDArray parameters, int iterations, int epochs, @Nullable INDArray state) {
        MultiLayerNetwork model = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
        model.init(parameters, false);
        model.setIterationCount(iterations);
        model.setEpochCount(epochs);
        if (state != null) {
            model.getUpdater().setStateViewArray(model, state, false);
        }
        return model;
    }

    private static Model graph(String json, INDArray parameters, int iterations, int epochs, @Nullable INDArray state) {
        ComputationGraph model = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
        model.init(parameters, false);
        model.getConfiguration().setIterationCount(iterations);
        model.getConfiguration().setEpochCount(epochs);
        if (state != null) {
            model.getUpdater().setStateViewArray(state);
        }
        return model;
    }

    private static void counts(DataOutputStream out, int iterations, int epochs) throws IOException {
        out.writeInt(iterations);
        out.writeInt(epochs);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        bytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static void array(DataOutputStream out, INDArray array) throws IOException {
        bytes(out, Nd4j.toByteArray(array.dup('c')));
    }

    static INDArray array(DataInputStream in) throws IOException {
        return Nd4j.fromByteArray(bytes(in));
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length != length) {
            throw new IOException("expected %d bytes more, found %d".formatted(length, bytes.length));
        }
        return bytes;
    }
}
