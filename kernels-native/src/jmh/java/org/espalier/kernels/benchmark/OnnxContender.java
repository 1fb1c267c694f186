package org.espalier.kernels.benchmark;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.model.Network;

/**
 * ONNX Runtime on a graph of this folder (see {@code export_onnx.py}) with the weights of a DL4J network. The weights are
 * given as initialisers before the session optimises, so that it folds batch normalisation and packs weights as it would
 * those of a file; input and output stay where they are, outside the Java heap, so that a run copies nothing.
 */
final class OnnxContender implements Contender {
    private static final String INPUT = "input";
    private static final String OUTPUT = "output";
    private static final long CLASSES = 10;

    private final Map<String, OnnxTensorLike> weights = new HashMap<>();
    private final OrtSession session;
    private final OnnxTensor input;
    private final OnnxTensor output;
    private final FloatBuffer result;

    OnnxContender(String graph, Network network, Tensor batch, int threads) {
        this(graph, network, batch, threads, Optional.empty());
    }

    /** @param optimised where to write the graph that is really run */
    OnnxContender(String graph, Network network, Tensor batch, int threads, Optional<Path> optimised) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (SessionOptions options = new SessionOptions();
                InputStream file = OnnxContender.class.getResourceAsStream(graph + ".onnx")) {
            if (file == null) {
                throw new IllegalArgumentException("no ONNX graph for \"%s\"; add it to export_onnx.py".formatted(graph));
            }
            options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            for (var tensor : OnnxWeights.of(network).entrySet()) {
                weights.put(tensor.getKey(), tensor.getValue().onnx(environment));
            }
            options.addExternalInitializers(weights);
            if (optimised.isPresent()) {
                // Else a warning that such a file is for this machine only.
                options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
                options.setOptimizedModelFilePath(optimised.get().toString());
            }
            session = environment.createSession(file.readAllBytes(), options);
            input = batch.onnx(environment);
            long[] shape = {batch.examples(), CLASSES};
            result = Tensor.buffer(Math.toIntExact(shape[0] * shape[1]));
            output = OnnxTensor.createTensor(environment, result, shape);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses " + graph, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String version() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    @Override
    public void run() {
        try (OrtSession.Result ignored = session.run(Map.of(INPUT, input), Map.of(OUTPUT, output))) {
            // Nothing to free: the output is ours.
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime", e);
        }
    }

    @Override
    public float[] output() {
        float[] copy = new float[result.capacity()];
        result.get(0, copy);
        return copy;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime", e);
        }
        input.close();
        output.close();
        // Not before the session: it may use them where they are.
        weights.values().forEach(OnnxTensorLike::close);
    }
}
