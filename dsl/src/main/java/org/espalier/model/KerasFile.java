package org.espalier.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.modelimport.keras.Hdf5Archive;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** An HDF5 file that Keras's {@code model.save("model.h5")} wrote, read by DL4J's importer. */
record KerasFile(Path path) {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final String EXPECTED =
            "expected a model that Keras 1 or 2 saved whole as HDF5, with model.save(\"model.h5\")";

    /** Whether the file is HDF5, whatever its name. */
    boolean matches() {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be read: %s".formatted(path.toAbsolutePath(), e), e);
        }
    }

    /**
     * The network, with the loss it was compiled with.
     *
     * @throws IllegalArgumentException if it holds no whole model, or one with a layer that DL4J does not have
     */
    Model model() {
        try {
            String sort = sort();
            try {
                return imported(sort, true);
            } catch (UnsupportedKerasConfigurationException | InvalidKerasConfigurationException untrainable) {
                // A loss or an optimiser that DL4J does not have is no reason not to have the network.
                try {
                    return imported(sort, false);
                } catch (UnsupportedKerasConfigurationException | InvalidKerasConfigurationException unreadable) {
                    unreadable.addSuppressed(untrainable);
                    throw unreadable;
                }
            }
        } catch (IOException
                | UnsupportedKerasConfigurationException
                | InvalidKerasConfigurationException
                | RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s: %s, found something else: %s".formatted(path.toAbsolutePath(), EXPECTED, e.getMessage()), e);
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "%s: this is an HDF5 file, and the library that reads those does not run on this platform (%s): import the model elsewhere and save it as DL4J's zip"
                            .formatted(path.toAbsolutePath(), e.getMessage()),
                    e);
        }
    }

    private Model imported(String sort, boolean trainable)
            throws IOException, UnsupportedKerasConfigurationException, InvalidKerasConfigurationException {
        KerasModelBuilder builder = new KerasModel()
                .modelBuilder()
                .modelHdf5Filename(path.toString())
                .enforceTrainingConfig(trainable);
        if (sort.equals("Sequential")) {
            return builder.buildSequential().getMultiLayerNetwork();
        }
        KerasModel model = builder.buildModel();
        model.getLayers()
                .forEach((name, layer) ->
                        axisFromTheFirst(layer, model.getOutputTypes().get(name)));
        return model.getComputationGraph();
    }

    /** Keras counts a Concatenate's axis from the last; DL4J computes with that, but does not train. */
    private static void axisFromTheFirst(KerasLayer layer, @Nullable InputType made) {
        if (layer.isVertex() && layer.getVertex() instanceof MergeVertex merge && made != null) {
            merge.setMergeAxis(Math.floorMod(merge.getMergeAxis(), made.getShape(true).length));
        }
    }

    /** Keras's class: {@code Sequential}, {@code Functional} or {@code Model}. */
    private String sort() throws IOException, UnsupportedKerasConfigurationException {
        try (Hdf5Archive archive = new Hdf5Archive(path.toString())) {
            if (!archive.hasAttribute("model_config")) {
                throw new IOException("weights without a model; save it with model.save, not save_weights");
            }
            String json = archive.readAttributeAsJson("model_config");
            return new ObjectMapper().readTree(json).path("class_name").asText();
        }
    }
}
