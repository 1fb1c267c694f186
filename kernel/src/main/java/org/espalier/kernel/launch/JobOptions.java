package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.espalier.RecipeJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A recipe's file, and what is said of its experiment. */
final class JobOptions {

    @Parameters(paramLabel = "<recipe.yaml>", description = "The recipe, in YAML or JSON.")
    private Path file = Path.of("recipe.yaml");

    @Option(names = "--model", paramLabel = "MODEL", description = "A model of the zoo, such as lenet5, or a DL4J zip.")
    private @Nullable String model;

    @Option(names = "--data", paramLabel = "DATA", description = "A set, such as mnistSubset, or a folder.")
    private @Nullable String data;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of dense training; 0 to take the model as it is.")
    private @Nullable Integer epochs;

    @Option(
            names = "--train-images",
            paramLabel = "N",
            description = "At most so many images to train and validate on.")
    private @Nullable Integer trainImages;

    @Option(names = "--test-images", paramLabel = "N", description = "At most so many images to test on.")
    private @Nullable Integer testImages;

    @Option(names = "--seeds", paramLabel = "S", split = ",", description = "One run for each, such as 1,2,3.")
    private List<Long> seeds = new ArrayList<>();

    @Option(names = "--no-controls", description = "Leave the control rows out.")
    private boolean withoutControls;

    @Option(names = "--no-latency", description = "Measure no latency.")
    private boolean withoutLatency;

    /** The job that all this means. */
    RecipeJob job() {
        return RecipeJob.of(
                file,
                new RecipeJob.Options(
                        model, data, epochs, trainImages, testImages, seeds, withoutControls, withoutLatency));
    }
}
