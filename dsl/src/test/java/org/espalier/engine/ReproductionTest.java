package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipFile;
import org.espalier.data.DataReference;
import org.espalier.engine.Reproduction.Agreement;
import org.espalier.io.PrunedModelFile;
import org.espalier.io.ReceiptFile;
import org.espalier.model.Network;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.zoo.ModelReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
    private static final Recipe HALF = pruneWeights()
            .by(magnitude())
            .to(sparsity(0.5))
            .over(linear(2))
            .then(fineTune(1))
            .named("half");

    @TempDir
    Path folder;

    @Test
    void aRunIsReproducedBitByBitFromItsReceiptInAFile() {
        Run run = Tiny.experiment().seeds(1, 2).run(HALF);
        Path file = folder.resolve("half.receipt.json");
        ReceiptFile.write(run.receipt(), file);
        Receipt read = ReceiptFile.read(file);
        assertThat(read).isEqualTo(run.receipt());

        Reproduction again = Tiny.experiment().reproduce(read);
        assertThat(again.agreement()).isEqualTo(Agreement.BIT_EXACT);
        assertThat(again.reasons()).isEmpty();
        // 2 seeds of 4 networks: as shipped, dense, two steps; each counted and judged, the last also on the test
        // split.
        assertThat(again.figures()).hasSize(2 * (4 * 7 + 3));
        assertThat(again.sentence()).startsWith("Bit-exact: all 62 figures are the same");
    }

    @Test
    void gatesAreReproducedToo() {
        GatedRecipe gates = gateChannels(featureBoosting(0.5)).whileTraining(1);
        Receipt receipt = Tiny.experiment().run(gates).receipt();
        Receipt read = ReceiptFile.parse("", ReceiptFile.json(receipt));
        assertThat(read).isEqualTo(receipt);
        assertThat(Tiny.experiment().reproduce(read).agreement()).isEqualTo(Agreement.BIT_EXACT);
    }

    @Test
    void otherDataOrAnotherModelIsToldBeforeAnythingRuns() {
        Receipt receipt = Tiny.experiment().run(HALF).receipt();
        Reproduction other =
                Experiment.of(Tiny.network(), Tiny.data(4)).withoutLatency().reproduce(receipt);
        assertThat(other.agreement()).isEqualTo(Agreement.DIFFERENT);
        assertThat(other.found()).isEmpty();
        assertThat(other.sentence())
                .startsWith("Not run again, since it could not agree; not the same: data (")
                .contains(receipt.dataSha256().substring(0, 12));
        assertThat(Experiment.of(Tiny.untrained(5), Tiny.data())
                        .reproduce(receipt)
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("model (");
    }

    @Test
    void figuresThatDifferAreClassifiedAndComeFirst() {
        Receipt receipt = Tiny.experiment().run(HALF).receipt();
        int last = receipt.lines().size() - 1;
        Reproduction near = Reproduction.of(receipt, changed(receipt, last, "validationAccuracy", 0.019, "java", "99"));
        assertThat(near.agreement()).isEqualTo(Agreement.WITHIN_TOLERANCE);
        assertThat(near.figures().get(0).name()).isEqualTo("validationAccuracy");
        assertThat(near.sentence())
                .startsWith("Within tolerance: ")
                .contains("java (")
                .contains("found 99");

        Reproduction far = Reproduction.of(receipt, changed(receipt, last, "validationAccuracy", -0.021, "java", "99"));
        assertThat(far.agreement()).isEqualTo(Agreement.DIFFERENT);
        assertThat(far.sentence()).startsWith("Different: 1 of ");

        Reproduction counted = Reproduction.of(receipt, changed(receipt, last, "macs", 1, "java", "99"));
        assertThat(counted.agreement()).isEqualTo(Agreement.WITHIN_TOLERANCE);
    }

    @Test
    void aReceiptThatWasChangedByHandIsRefused() {
        String json = ReceiptFile.json(Tiny.experiment().run(HALF).receipt());
        assertThatThrownBy(
                        () -> ReceiptFile.parse("a.json", json.replaceFirst("\"sparsity\": 0.5", "\"sparsity\": 0.4")))
                .hasMessageStartingWith("a.json:3:")
                .hasMessageContaining("one of them was changed by hand");
        assertThatThrownBy(() -> ReceiptFile.parse("a.json", json.replace("dataSha256", "dataSha25")))
                .hasMessageContaining("a receipt has no key \"dataSha25\"; did you mean \"dataSha256\"?");
    }

    @Test
    void aSavedModelKnowsItsHistoryAndIsStillDl4js() throws Exception {
        Run run = Tiny.experiment().run(HALF);
        Path file = folder.resolve("half.zip");
        PrunedModelFile.write(run, file);
        assertThat(PrunedModelFile.history(file)).hasValue(run.receipt());
        Network read = Network.load(file);
        assertThat(Surroundings.sha256(read)).isEqualTo(Surroundings.sha256(run.network()));
        assertThat(read.maskOf("fc1")).isPresent();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(new String(
                            zip.getInputStream(zip.getEntry("recipe.yaml")).readAllBytes(), "UTF-8"))
                    .isEqualTo(HALF.toYaml());
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        Path plain = folder.resolve("plain.zip");
        run.network().save(plain);
        assertThat(PrunedModelFile.history(plain)).isEmpty();
    }

    @Test
    void aDescribedExperimentIsReproducedWithoutTheNotebookThatMadeIt() {
        ExperimentDescription small = new ExperimentDescription(
                new ModelReference.OfZoo("lenet300", OptionalInt.empty()),
                new DataReference(new DataReference.Named("mnistSubset"), OptionalInt.of(200), OptionalInt.of(50), 1),
                OptionalInt.of(1),
                List.of(3L),
                32,
                0,
                true);
        Receipt receipt = Experiment.of(small).run(HALF).receipt();
        Receipt read = ReceiptFile.parse("", ReceiptFile.json(receipt));
        Reproduction again = Experiment.of(read.experiment()).reproduce(read);
        assertThat(again.agreement()).as(again.sentence()).isEqualTo(Agreement.BIT_EXACT);
        assertThat(receipt.lines()).extracting(Receipt.Line::label).contains("control: random scores");
    }

    private static Receipt changed(Receipt receipt, int at, String figure, double by, String key, String value) {
        List<Receipt.Line> lines = new java.util.ArrayList<>(receipt.lines());
        Receipt.Line line = lines.get(at);
        Map<String, Double> figures = new LinkedHashMap<>(line.figures());
        figures.merge(figure, by, Double::sum);
        lines.set(at, new Receipt.Line(line.label(), line.step(), line.seed(), figures, Map.of(), Optional.empty()));
        Map<String, String> environment = new LinkedHashMap<>(receipt.environment());
        environment.put(key, value);
        return new Receipt(
                receipt.recipe(),
                receipt.experiment(),
                receipt.model(),
                receipt.data(),
                receipt.dataSha256(),
                receipt.seeds(),
                environment,
                lines,
                receipt.modelSha256());
    }
}
