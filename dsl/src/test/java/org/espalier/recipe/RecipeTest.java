package org.espalier.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.RandomScore;
import org.espalier.criterion.Snip;
import org.espalier.pattern.NofM;
import org.espalier.recovery.FineTune;
import org.espalier.recovery.Recovery;
import org.espalier.recovery.RewindToEpoch;
import org.espalier.recovery.Train;
import org.espalier.schedule.Cubic;
import org.espalier.schedule.Geometric;
import org.espalier.schedule.Linear;
import org.espalier.schedule.OneShot;
import org.junit.jupiter.api.Test;

class RecipeTest {

    @Test
    void aRecipeOfDefaultsSaysEveryDefault() {
        assertThat(Recipes.weights().sentence())
                .isEqualTo("Prune weights by magnitude to 90 % sparsity in every layer, ranked per layer,"
                        + " after training, in one step; no recovery; seed 42.");
    }

    @Test
    void aLotteryTicketReadsAsItsPaperDoes() {
        assertThat(Recipes.weights()
                        .in(Scope.of(Scope.Layers.EVERY).rankedGlobally())
                        .over(new Geometric(10))
                        .then(new RewindToEpoch(1), new Train(20))
                        .sentence())
                .isEqualTo("Prune weights by magnitude to 90 % sparsity in every layer, ranked globally,"
                        + " after training, over 10 geometric steps; then rewind to epoch 1, train 20 epochs after"
                        + " each; seed 42.");
    }

    @Test
    void channelsSayTheirWidths() {
        assertThat(Recipes.channels()
                        .in(Scope.of(Scope.Layers.CONVOLUTIONS).except("conv1"))
                        .over(new Cubic(5))
                        .then(new FineTune(1, 1e-3))
                        .sentence())
                .isEqualTo("Prune channels (widths in multiples of 8) by taylor to at most 50 % of the MACs in"
                        + " convolutions except conv1, ranked per layer, after training, over 5 cubic steps;"
                        + " then fine-tune 1 epoch at 0.001 after each; seed 42.");
    }

    @Test
    void aPatternIsItsOwnTarget() {
        assertThat(Recipes.twoOfFour()
                        .in(Scope.of(Scope.Layers.DENSE))
                        .then(new FineTune(3, 0.01))
                        .sentence())
                .isEqualTo("Prune weights in the pattern 2:4 by magnitude in dense layers, ranked per layer,"
                        + " after training, in one step; then fine-tune 3 epochs at 0.01; seed 42.");
    }

    @Test
    void pruningAtInitialisationNamesTheLayersItIsFor() {
        assertThat(new Recipe.OfWeights(new Unit.Weights())
                        .by(new Snip())
                        .to(new Target.Sparsity(0.95))
                        .in(Scope.named("fc2", "fc1"))
                        .atInitialisation()
                        .then(new Train(20))
                        .seed(7)
                        .sentence())
                .isEqualTo("Prune weights by snip to 95 % sparsity in fc1, fc2, ranked per layer,"
                        + " at initialisation, in one step; then train 20 epochs; seed 7.");
    }

    @Test
    void percentagesAreShortAndNeverRoundedToEverythingOrNothing() {
        assertThat(new Target.Sparsity(0).sentence()).isEqualTo("0 % sparsity");
        assertThat(new Target.Sparsity(0.07).sentence()).isEqualTo("7 % sparsity");
        assertThat(new Target.Sparsity(0.995).sentence()).isEqualTo("99.5 % sparsity");
        assertThat(new Target.Sparsity(0.99999).sentence()).isEqualTo("99.999 % sparsity");
        assertThat(new Target.MacsAtMost(1 / 3.0).sentence()).isEqualTo("at most 33.33 % of the MACs");
        assertThat(new Target.ParamsAtMost(1e-6).sentence()).isEqualTo("at most 0.0001 % of the parameters");
        assertThat(new Target.ParamsAtMost(1).sentence()).isEqualTo("at most 100 % of the parameters");
    }

    @Test
    void printingARecipePutsItsNameFirst() {
        Recipe named = Recipes.weights().named("ninety");

        assertThat(named).hasToString("ninety: " + named.sentence());
        assertThat(Recipes.weights().name()).isEqualTo("magnitude 90 % sparsity");
        assertThat(Recipes.twoOfFour().name()).isEqualTo("magnitude 2:4");
    }

    @Test
    void theHashIdentifiesWhatARecipeDoesNotWhatItIsCalled() {
        Recipe recipe = Recipes.weights();

        assertThat(recipe.sha256()).matches("[0-9a-f]{64}");
        assertThat(Recipes.weights().named("another name").sha256()).isEqualTo(recipe.sha256());
    }

    @Test
    void theHashChangesWithEveryComponent() {
        Map<String, UnaryOperator<Recipe>> changes = new LinkedHashMap<>();
        changes.put("nothing", r -> r);
        changes.put("unit", r -> Recipes.twoOfFour());
        changes.put("unit parameter", r -> new Recipe.OfPattern(new Unit.Pattern(new NofM(1, 4))).by(new Magnitude()));
        changes.put("criterion", r -> r.by(new RandomScore()));
        changes.put("criterion parameter", r -> r.by(new Magnitude(2)));
        changes.put(
                "target",
                r -> new Recipe.OfWeights(new Unit.Weights())
                        .by(new Magnitude())
                        .to(new Target.ParamsAtMost(0.1)));
        changes.put(
                "target fraction",
                r -> new Recipe.OfWeights(new Unit.Weights())
                        .by(new Magnitude())
                        .to(new Target.Sparsity(0.91)));
        changes.put("layers", r -> r.in(Scope.of(Scope.Layers.DENSE)));
        changes.put("exceptions", r -> r.in(Scope.of(Scope.Layers.EVERY).except("fc1")));
        changes.put("ranking", r -> r.in(Scope.of(Scope.Layers.EVERY).rankedGlobally()));
        changes.put("two names", r -> r.in(Scope.named("a", "b")));
        changes.put("one name that looks like two", r -> r.in(Scope.named("a, b")));
        changes.put("one name with a quoted comma", r -> r.in(Scope.named("a\",\"b")));
        changes.put("start", Recipe::atInitialisation);
        changes.put("schedule", r -> r.over(new Linear(5)));
        changes.put("schedule parameter", r -> r.over(new Linear(6)));
        changes.put("recovery", r -> r.then(new Train(2)));
        changes.put("recovery parameter", r -> r.then(new Train(3)));
        changes.put("recovery order", r -> r.then(new RewindToEpoch(0), new Train(2)));
        changes.put("recovery order, swapped", r -> r.then(new Train(2), new RewindToEpoch(0)));
        changes.put("seed", r -> r.seed(43));

        assertThat(changes.values().stream()
                        .map(change -> change.apply(Recipes.weights()).sha256())
                        .toList())
                .as("one hash for each of %s", changes.keySet())
                .doesNotHaveDuplicates();
    }

    @Test
    void theOrderInWhichLayersAreNamedDoesNotMatter() {
        Recipe ab = Recipes.weights().in(Scope.named("a", "b"));
        Recipe ba = Recipes.weights().in(Scope.named("b", "a", "b"));

        assertThat(ba).isEqualTo(ab);
        assertThat(ba.sha256()).isEqualTo(ab.sha256());
        assertThat(Scope.of(Scope.Layers.EVERY).except("b").except("a"))
                .isEqualTo(Scope.of(Scope.Layers.EVERY).except("a", "b"));
    }

    @Test
    void refinementsReturnAnotherRecipeAndLeaveThisOne() {
        Recipe recipe = Recipes.weights();
        List<Recipe> refined = List.of(
                recipe.in(Scope.of(Scope.Layers.DENSE)),
                recipe.over(new Cubic(3)),
                recipe.then(new Train(1)),
                recipe.named("other"),
                recipe.seed(1),
                recipe.atInitialisation(),
                recipe.by(new RandomScore()));

        assertThat(refined).doesNotHaveDuplicates().doesNotContain(recipe);
        assertThat(recipe).isEqualTo(Recipes.weights());
    }

    @Test
    void thenReplacesTheRecoveryItHad() {
        assertThat(Recipes.weights().then(new Train(1)).then(new FineTune()).then())
                .containsExactly(new FineTune());
    }

    @Test
    void theListOfRecoveryStepsIsCopiedAndCannotBeChanged() {
        List<Recovery> steps = new ArrayList<>(List.of(new Train(1)));
        Recipe r = Recipes.weights();
        Recipe recipe = new Recipe(
                r.name(), r.prune(), r.by(), r.to(), r.in(), Start.TRAINED, r.during(), new OneShot(), steps, r.seed());
        steps.clear();

        assertThat(recipe.then()).containsExactly(new Train(1));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> recipe.then().add(new Train(2)));
    }

    @Test
    void recoveryEpochsAreCountedOverAllSteps() {
        assertThat(Recipes.weights().recoveryEpochs()).isZero();
        assertThat(Recipes.weights()
                        .over(new Geometric(10))
                        .then(new RewindToEpoch(1), new Train(3), new FineTune(2, 0.1))
                        .recoveryEpochs())
                .isEqualTo(50);
    }

    @Test
    void aTargetAskedForItsOwnFractionIsExactlyItself() {
        for (double fraction : new double[] {0.1, 0.3, 0.45, 0.7, 1 / 3.0}) {
            Target macs = new Target.MacsAtMost(fraction);
            Target params = new Target.ParamsAtMost(fraction);

            assertThat(macs.withRemoved(macs.removed())).isEqualTo(macs);
            assertThat(params.withRemoved(params.removed())).isEqualTo(params);
        }
        assertThat(new Target.MacsAtMost(0.5).withRemoved(0.25)).isEqualTo(new Target.MacsAtMost(0.75));
        assertThat(new Target.Sparsity(0.9).withRemoved(0.4)).isEqualTo(new Target.Sparsity(0.4));
    }
}
