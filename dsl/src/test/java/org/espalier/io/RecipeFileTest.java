package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.*;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.data.DataReference;
import org.espalier.engine.ExperimentDescription;
import org.espalier.recipe.Drops;
import org.espalier.recipe.PruningRecipe;
import org.espalier.text.FormatException;
import org.espalier.zoo.ModelReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeFileTest {
    private static final Drops DROPS = new Drops(
            Drops.Pieces.CHANNELS,
            Map.of("conv1", List.of(new Drops.Point(0.25, 0.01), new Drops.Point(0.5, -0.125)), "2", List.of()));

    @TempDir
    Path folder;

    static List<PruningRecipe> recipes() {
        return List.of(
                pruneChannels(8)
                        .by(taylor())
                        .to(macsAtMost(0.5))
                        .in(convolutions().except("conv1"))
                        .over(cubic(5))
                        .then(fineTune(1).at(1e-3))
                        .named("lenet-half"),
                pruneWeights().by(magnitude()).to(sparsity(0.9)).in(everyLayer().rankedGlobally()),
                pruneWeights()
                        .by(magnitude())
                        .to(paramsAtMost(0.1))
                        .in(layers("1", "true", "null", "a: b", "#").erdosRenyiKernel())
                        .over(geometric(10))
                        .then(rewindToEpoch(1), train(20))
                        .named("winning ticket: \"a\" 'b'\n é \u2028 \\"),
                prunePattern(2, 4).by(wanda()).in(denseLayers()).then(fineTune(3)),
                pruneWeights().by(snip()).to(sparsity(0.95)).atInitialisation().then(train(20)),
                pruneWeights().by(magnitude()).to(sparsity(0.9)).whileTraining(20, cubic(7)),
                sparseTraining(rigl()).to(sparsity(0.98)).whileTraining(5),
                pruneChannels()
                        .learning(networkSlimming(1e-4))
                        .to(macsAtMost(0.5))
                        .whileTraining(20)
                        .fromTrainedWeights()
                        .seed(Long.MIN_VALUE),
                prunePattern(1, 4).learning(srSte()).whileTraining(2),
                pruneHeads().by(random()).to(channelsRemoved(0.5)),
                pruneBlocks().by(magnitude()).to(blocksRemoved(0.3)),
                pruneKernels()
                        .by(magnitude())
                        .to(bytesAtMost(0.3))
                        .in(convolutions().rankedPerOutput()),
                pruneChannels()
                        .by(magnitude())
                        .to(latencyAtMost(0.5))
                        .in(everyLayer().searchedBy(eagleEye(2, 3))),
                pruneChannels()
                        .by(magnitude())
                        .to(macsAtMost(0.5))
                        .in(everyLayer().rankedBy(() -> DROPS)),
                gateChannels(featureBoosting(0.3))
                        .whileTraining(3)
                        .in(convolutions().except("conv1")));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void aRecipeComesBackFromItsYamlAndItsJson(PruningRecipe recipe) {
        assertThat(RecipeFile.parse(recipe.toYaml()).recipe())
                .as(recipe.toYaml())
                .isEqualTo(recipe)
                .hasToString(recipe.toString());
        assertThat(RecipeFile.parse(recipe.toJson()).recipe())
                .as(recipe.toJson())
                .isEqualTo(recipe);
        assertThat(recipe.toJson()).doesNotContain("\n");
    }

    @Test
    void theYamlIsTheOneThatTheDesignShows() {
        assertThat(recipes().get(0).toYaml()).isEqualTo("""
                        schema: 1
                        recipe: lenet-half
                        prune: {unit: channels, roundTo: 8, aggregate: mean, normalisation: none}
                        by:
                          taylor: {batches: 8}
                        to: {macsAtMost: 0.5}
                        in:
                          layers: convolutions
                          except: [conv1]
                          rank: perLayer
                        start: trained
                        over:
                          cubic: {steps: 5, initial: 0.0}
                        then:
                        - fineTune: {epochs: 1, learningRate: 0.001, decay: constant}
                        seed: 42
                        """);
    }

    @Test
    void whatIsLeftOutIsAsInTheDsl() {
        assertThat(parse("{prune: weights, by: magnitude, to: {sparsity: 0.9}}"))
                .isEqualTo(pruneWeights().by(magnitude()).to(sparsity(0.9)));
        assertThat(parse("{prune: {unit: pattern, pattern: {nOfM: {n: 2, m: 4}}}, by: wanda}"))
                .isEqualTo(prunePattern(2, 4).by(wanda()));
        assertThat(parse("{prune: kernels, by: magnitude, to: {sparsity: 0.5}}"))
                .isEqualTo(pruneKernels().by(magnitude()).to(sparsity(0.5)));
        assertThat(parse("{prune: channels, by: taylor, to: {macsAtMost: 0.5}}"))
                .isEqualTo(pruneChannels().by(taylor()).to(macsAtMost(0.5)));
        assertThat(parse("{prune: blocks, by: magnitude, to: {blocksRemoved: 0.5}}"))
                .isEqualTo(pruneBlocks().by(magnitude()).to(blocksRemoved(0.5)));
        assertThat(parse("{prune: weights, learning: rigl, to: {sparsity: 0.9}, whileTraining: 5}"))
                .isEqualTo(sparseTraining(rigl()).to(sparsity(0.9)).whileTraining(5));
        assertThat(parse("{prune: channels, learning: networkSlimming, to: {macsAtMost: 0.5}, whileTraining: 5}"))
                .isEqualTo(pruneChannels()
                        .learning(networkSlimming())
                        .to(macsAtMost(0.5))
                        .whileTraining(5));
        assertThat(
                        parse(
                                "{prune: weights, by: magnitude, to: {sparsity: 0.9}, whileTraining: 5, over: {cubic: {steps: 4}}}"))
                .isEqualTo(pruneWeights().by(magnitude()).to(sparsity(0.9)).whileTraining(5, cubic(4)));
        assertThat(parse("{gate: featureBoosting, whileTraining: 3}"))
                .isEqualTo(gateChannels(featureBoosting(0.5)).whileTraining(3));
    }

    @Test
    void theDigestIsOfWhatIsDoneNotOfTheName() {
        PruningRecipe recipe = recipes().get(0);
        assertThat(recipe.sha256()).isEqualTo(recipe.named("other").sha256()).hasSize(64);
        assertThat(recipe.sha256()).isNotEqualTo(recipe.seed(43).sha256());
        assertThat(recipes().stream().map(PruningRecipe::sha256).distinct())
                .hasSize(recipes().size());
    }

    @Test
    void mistakesAreToldWhereTheyAre() {
        refused(
                "schema: 1\nprune: weights\nby: magnitude\nto: {sparsty: 0.9}",
                "line 4, column 6: to has no key \"sparsty\"; did you mean \"sparsity\"?");
        refused(
                "prune: weights\nby: magnitude\nto: {sparsity: 50}",
                "line 3, column 16: sparsity must be a fraction in [0, 1), found 50.0; did you mean 0.5?");
        refused(
                "prune: weights\nbye: magnitude\nto: {sparsity: 0.5}",
                "line 2, column 1: a recipe has no key \"bye\"; did you mean \"by\"?");
        refused("prune: wieghts", "line 1, column 8: prune: expected keys and values, such as {unit: channels");
        refused("prune: {unit: wieghts}", "line 1, column 15: unit must be one of [weights, pattern");
        refused("by: magnitude", "line 1, column 1: a recipe: expected the key \"prune\"");
        refused("prune: weights\nto: {sparsity: 0.5}", "line 1, column 1: a recipe: expected the key \"by\"");
        refused(
                "prune: {unit: weights, roundTo: 8}\nby: magnitude\nto: {sparsity: 0.5}",
                "line 1, column 33: weights have no \"roundTo\"; leave it out");
        refused(
                "prune: weights\nby: batchNormScale\nto: {sparsity: 0.5}",
                "line 1, column 1: batchNormScale scores channels only");
        refused("schema: 2\nprune: weights", "line 1, column 9: schema must be 1, found 2");
        refused(
                "prune: weights\nlearning: rigl\nto: {sparsity: 0.5}",
                "line 2, column 11: learning takes epochs: expected the key \"whileTraining\"");
        refused(
                "gate: featureBoosting\nwhileTraining: 1\nto: {sparsity: 0.5}",
                "line 3, column 5: a gate lets channels");
        refused("gate: featureBoosting\nwhileTraining: 0", "line 1, column 1: whileTraining: gates have to be trained");
        refused("---\nprune: weights\n---\n", "line 3, column 1: expected one document");
    }

    @Test
    void aFileHoldsTheRecipeAndTheExperimentAndSaysItsNameInErrors() throws Exception {
        ExperimentDescription described = new ExperimentDescription(
                new ModelReference.OfZoo("resnet8", OptionalInt.of(4)),
                new DataReference(new DataReference.OfFolder("digits"), OptionalInt.of(500), OptionalInt.empty(), 7),
                OptionalInt.of(2),
                List.of(1L, 2L),
                16,
                0,
                false);
        RecipeFile written = new RecipeFile(recipes().get(0), Optional.of(described));
        Path file = folder.resolve("half.yaml");
        written.write(file);
        assertThat(RecipeFile.read(file)).isEqualTo(written);
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }

        Files.writeString(file, written.toYaml().replace("seeds:", "seds:"));
        assertThatThrownBy(() -> RecipeFile.read(file))
                .hasMessageStartingWith("half.yaml:")
                .hasMessageContaining("experiment has no key \"seds\"; did you mean \"seeds\"?");
        assertThatThrownBy(() -> RecipeFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("none.yaml: expected a recipe, found no such file");
        Files.write(file, new byte[] {(byte) 0xff, 0});
        assertThatThrownBy(() -> RecipeFile.read(file)).hasMessageContaining("expected text in UTF-8");
    }

    @Test
    void anExperimentInAFileCanBeShort() {
        RecipeFile file = RecipeFile.parse(
                "{prune: weights, by: magnitude, to: {sparsity: 0.9}, experiment: {model: lenet5, data: mnistSubset}}");
        assertThat(file.experiment())
                .hasValue(ExperimentDescription.of(
                        new ModelReference.OfZoo("lenet5", OptionalInt.empty()),
                        DataReference.all(new DataReference.Named("mnistSubset"))));
        assertThat(RecipeFile.parse(file.toYaml())).isEqualTo(file);
    }

    private static PruningRecipe parse(String text) {
        return RecipeFile.parse(text).recipe();
    }

    private static void refused(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(message);
    }
}
