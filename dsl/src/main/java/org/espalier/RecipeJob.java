package org.espalier;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.catalogue.Catalogue;
import org.espalier.data.DataException;
import org.espalier.data.DataReference;
import org.espalier.engine.Experiment;
import org.espalier.engine.ExperimentDescription;
import org.espalier.engine.Progress;
import org.espalier.engine.Receipt;
import org.espalier.engine.Reproduction;
import org.espalier.engine.Run;
import org.espalier.io.Json;
import org.espalier.io.PrunedModelFile;
import org.espalier.io.ReceiptFile;
import org.espalier.io.RecipeFile;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.report.Renderer;
import org.espalier.report.Reports;
import org.espalier.zoo.ModelReference;
import org.espalier.zoo.Zoo;
import org.jspecify.annotations.Nullable;

/**
 * What the command line does with a recipe's file: the recipe and the experiment that it says, or that options say instead.
 */
public final class RecipeJob {
    private static final long PAUSE_NANOS = 5_000_000_000L;

    private final PruningRecipe recipe;
    private final ExperimentDescription experiment;

    private RecipeJob(PruningRecipe recipe, ExperimentDescription experiment) {
        this.recipe = recipe;
        this.experiment = experiment;
    }

    /**
     * What options say about the experiment; what is left out is as the file says, or as usual.
     *
     * @param model a name of the zoo, or a file
     * @param data a set's name, or a folder
     * @param epochs of dense training, 0 to take the parameters as they are
     * @param trainImages at most so many
     * @param testImages at most so many
     * @param seeds one run each
     * @param withoutControls leaves the control rows out
     * @param withoutLatency measures none
     */
    public record Options(
            @Nullable String model,
            @Nullable String data,
            @Nullable Integer epochs,
            @Nullable Integer trainImages,
            @Nullable Integer testImages,
            List<Long> seeds,
            boolean withoutControls,
            boolean withoutLatency) {}

    /**
     * What was found.
     *
     * @param well whether it is as it should be
     * @param text for people
     * @param json for programs
     */
    public record Outcome(boolean well, String text, String json) {}

    /**
     * The job of a file.
     *
     * @throws IllegalArgumentException if the file says no recipe, or neither it nor the options say model and data
     */
    public static RecipeJob of(Path file, Options options) {
        RecipeFile read = RecipeFile.read(file);
        ModelReference model = options.model() == null
                ? read.experiment()
                        .map(ExperimentDescription::model)
                        .orElseThrow(() -> lacks(
                                file, "model", "--model lenet5", Zoo.names().toString()))
                : model(options.model());
        DataReference data = options.data() == null
                ? read.experiment()
                        .map(ExperimentDescription::data)
                        .orElseThrow(() -> lacks(file, "data", "--data mnistSubset", "a set's name or a folder"))
                : DataReference.all(
                        Files.isDirectory(Path.of(options.data()))
                                ? new DataReference.OfFolder(options.data())
                                : new DataReference.Named(options.data()));
        data = new DataReference(
                data.origin(),
                or(options.trainImages(), data.trainImages()),
                or(options.testImages(), data.testImages()),
                data.dataSeed());
        ExperimentDescription said = read.experiment().orElse(ExperimentDescription.of(model, data));
        return new RecipeJob(
                read.recipe(),
                new ExperimentDescription(
                        model,
                        data,
                        or(options.epochs(), said.epochs()),
                        options.seeds().isEmpty() ? said.seeds() : options.seeds(),
                        said.batchSize(),
                        options.withoutLatency() ? 0 : said.latencyBatch(),
                        said.controls() && !options.withoutControls()));
    }

    private static IllegalArgumentException lacks(Path file, String what, String option, String known) {
        return new IllegalArgumentException(
                "%s says no %s: write it under \"experiment\", or give %s (%s)".formatted(file, what, option, known));
    }

    private static ModelReference model(String name) {
        return Zoo.names().contains(name) || !Files.exists(Path.of(name))
                ? new ModelReference.OfZoo(name, OptionalInt.empty())
                : new ModelReference.OfFile(name, Optional.empty());
    }

    private static OptionalInt or(@Nullable Integer said, OptionalInt otherwise) {
        return said == null ? otherwise : OptionalInt.of(said);
    }

    /** What the recipe would do; nothing is trained. */
    public Outcome explain() {
        if (!(recipe instanceof Recipe pruning)) {
            throw new IllegalArgumentException(
                    "%s has gates, which decide for each input: there is no plan to explain; run it"
                            .formatted(recipe.name()));
        }
        var plan = found(experiment).explain(pruning);
        return new Outcome(true, text(plan), Json.of(Reports.records(Reports.table(plan))));
    }

    /**
     * Runs the recipe.
     *
     * @param pruned where to save the pruned model
     * @param receipt where to write the receipt
     * @param checkpoints where finished steps are kept and looked for
     * @param progress told every few seconds how far it is
     */
    public Outcome run(
            Optional<Path> pruned, Optional<Path> receipt, Optional<Path> checkpoints, PrintStream progress) {
        Experiment fresh = found(experiment).listening(() -> lines(progress)).recordingTo(Pruning.recorder());
        Experiment ready = checkpoints.map(fresh::checkpointing).orElse(fresh);
        if (recipe instanceof GatedRecipe gated) {
            pruned.ifPresent(file -> {
                throw new IllegalArgumentException(
                        "%s has gates, which DL4J's zip cannot hold; leave out --out".formatted(recipe.name()));
            });
            var run = ready.run(gated);
            receipt.ifPresent(file -> ReceiptFile.write(run.receipt(), file));
            return new Outcome(true, text(run), ReceiptFile.json(run.receipt()));
        }
        Run run = ready.run((Recipe) recipe);
        pruned.ifPresent(file -> PrunedModelFile.write(run, file));
        receipt.ifPresent(file -> ReceiptFile.write(run.receipt(), file));
        return new Outcome(true, text(run), ReceiptFile.json(run.receipt()));
    }

    /** Runs what a receipt says again, and compares. */
    public static Outcome reproduce(Path receipt, PrintStream progress) {
        Receipt expected = ReceiptFile.read(receipt);
        return outcome(found(expected.experiment())
                .listening(() -> lines(progress))
                .recordingTo(Pruning.recorder())
                .reproduce(expected));
    }

    /** Two receipts figure by figure. */
    public static Outcome compare(Path expected, Path found) {
        return outcome(Reproduction.of(ReceiptFile.read(expected), ReceiptFile.read(found)));
    }

    private static Outcome outcome(Reproduction reproduction) {
        return new Outcome(
                reproduction.agreement() != Reproduction.Agreement.DIFFERENT,
                text(reproduction),
                Json.of(Reports.records(Reports.table(reproduction))));
    }

    /** The catalogue, or one kind of its methods. */
    public static Outcome methods(@Nullable String kind) {
        List<String> kinds = Catalogue.entries().stream()
                .map(entry -> entry.kind().word())
                .distinct()
                .toList();
        if (kind != null && !kinds.contains(kind)) {
            throw new IllegalArgumentException("no kind \"%s\"%s; there are %s"
                    .formatted(kind, org.espalier.text.NearestName.hint(kind, kinds), kinds));
        }
        var table = Reports.methods(Optional.ofNullable(kind));
        return new Outcome(true, text(table), Json.of(Reports.records(table)));
    }

    /** Data that is not to be had is a mistake in what was asked for. */
    private static Experiment found(ExperimentDescription description) {
        try {
            return Experiment.of(description);
        } catch (DataException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String text(Object value) {
        return Renderer.renderingOf(value).plain();
    }

    /** A line now and then: a command's own output is for the result. */
    private static Progress.Listener lines(PrintStream out) {
        List<Long> last = new ArrayList<>(List.of(System.nanoTime()));
        return progress -> {
            if (System.nanoTime() - last.get(0) >= PAUSE_NANOS) {
                last.set(0, System.nanoTime());
                String figure = progress.figure().isEmpty() ? "" : " · " + progress.figure();
                out.printf("%3.0f %% · %s%s%n", Math.floor(100 * progress.done()), progress.task(), figure);
            }
        };
    }
}
