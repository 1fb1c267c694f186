package org.espalier.recipe;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.Need;
import org.espalier.schedule.Cubic;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every message that a wrong recipe can give, word for word. */
class RecipeMessagesTest {

    @Test
    void aPercentageIsTakenForAFractionMeantSo() {
        refused(() -> new Target.Sparsity(50), "sparsity must be a fraction in [0, 1), found 50.0; did you mean 0.5?");
        refused(
                () -> new Target.ChannelsRemoved(12.5),
                "channelsRemoved must be a fraction in [0, 1), found 12.5; did you mean 0.125?");
        refused(
                () -> new Target.MacsAtMost(50),
                "macsAtMost must be a fraction in (0, 1], found 50.0; did you mean 0.5?");
        refused(
                () -> new Target.ParamsAtMost(30),
                "paramsAtMost must be a fraction in (0, 1], found 30.0; did you mean 0.3?");
    }

    @Test
    void aMinusSignIsPointedOut() {
        refused(
                () -> new Target.Sparsity(-0.1),
                "sparsity must be a fraction in [0, 1), found -0.1; did you mean 0.1?");
    }

    @Test
    void numbersThatMeanNothingGetNoSuggestion() {
        refused(() -> new Target.Sparsity(250), "sparsity must be a fraction in [0, 1), found 250.0");
        refused(
                () -> new Target.Sparsity(Double.POSITIVE_INFINITY),
                "sparsity must be a fraction in [0, 1), found Infinity");
    }

    @Test
    void notANumberSendsTheReaderToItsOrigin() {
        refused(
                () -> new Target.Sparsity(Double.NaN),
                "sparsity must be a fraction in [0, 1), found NaN; not a number, look at how it was computed");
        refused(
                () -> new Target.MacsAtMost(Double.NaN),
                "macsAtMost must be a fraction in (0, 1], found NaN; not a number, look at how it was computed");
    }

    @Test
    void removingEverythingIsSaidToBeSo() {
        refused(
                () -> new Target.Sparsity(1.0),
                "sparsity must be a fraction in [0, 1), found 1.0; sparsity(1) would remove everything");
        refused(
                () -> new Target.MacsAtMost(0),
                "macsAtMost must be a fraction in (0, 1], found 0.0; macsAtMost(0) would remove everything");
    }

    @Test
    void widthsAreMultiplesOfAtLeastOne() {
        refused(
                () -> new Unit.Channels(0),
                "pruneChannels: widths must stay multiples of at least 1, found 0; try 8, or 1 for any width");
    }

    @Test
    void weightsAreNotPrunedByACriterionForChannels() {
        refused(
                () -> Recipes.weights().by(new ChannelsOnly()),
                "channelsOnly scores channels only; to prune weights use a weight criterion such as magnitude()");
        refused(
                () -> Recipes.twoOfFour().by(new ChannelsOnly()),
                "channelsOnly scores channels only; to prune weights in the pattern 2:4 use a weight criterion such as"
                        + " magnitude()");
    }

    @Test
    void unitAndTargetMustBelongTogether() {
        Recipe weights = Recipes.weights();
        Recipe channels = Recipes.channels();

        refused(
                () -> with(channels, new Target.Sparsity(0.9)),
                "channels cannot be pruned to 90 % sparsity; use channelsRemoved, macsAtMost, paramsAtMost, bytesAtMost or"
                        + " latencyAtMost");
        refused(
                () -> with(weights, new Target.ChannelsRemoved(0.25)),
                "single weights cannot be pruned to 25 % of the channels removed; use sparsity, macsAtMost,"
                        + " paramsAtMost or bytesAtMost");
    }

    @Test
    void aPatternIsItsOwnTarget() {
        refused(
                () -> with(Recipes.twoOfFour(), new Target.Sparsity(0.9)),
                "the pattern 2:4 is a sparsity of 50 %, found a target of 90 % sparsity");
        refused(
                () -> with(Recipes.twoOfFour(), new Target.MacsAtMost(0.5)),
                "the pattern 2:4 is a sparsity of 50 %, found a target of at most 50 % of the MACs");
    }

    @Test
    void aPatternTakesOneStep() {
        refused(
                () -> Recipes.twoOfFour().over(new Cubic(5)),
                "a fixed pattern is reached in one step, found cubic over 5 steps; leave out over(...)");
    }

    @Test
    void channelsArePrunedAfterTraining() {
        refused(
                () -> Recipes.channels().atInitialisation(),
                "channels are pruned after training here; atInitialisation() is for pruneWeights() and prunePattern()");
    }

    @Test
    void aScheduleThatStartsAboveTheTargetFailsBeforeAnythingRuns() {
        refused(
                () -> Recipes.weights().over(new Cubic(5, 0.95)),
                "cubic: starts at 0.95, above the final fraction 0.9; a schedule never falls, lower its initial"
                        + " fraction");
    }

    @Test
    void aNameIsNeededWhereAskedForAndNowhereElse() {
        refused(() -> Recipes.weights().named(" "), "a recipe's name must not be blank");
        refused(Scope::named, "layers(...) needs at least one layer name, for instance layers(\"conv2\")");
        refused(() -> Scope.named("conv1", ""), "a layer's name must not be blank, found one in [conv1, ]");
        refused(
                () -> new Scope(Scope.Layers.DENSE, List.of("fc1"), List.of(), Scope.Rank.GLOBAL),
                "dense layers takes no layer names, found [fc1]; use layers(...) or except(...)");
        refused(
                () -> Scope.named("fc1", "fc2").except("fc2", "fc1"),
                "layers(...) names [fc1, fc2] and except(...) takes all of them out again");
    }

    private static Recipe with(Recipe recipe, Target target) {
        return new Recipe(
                recipe.name(),
                recipe.prune(),
                recipe.by(),
                target,
                recipe.in(),
                recipe.start(),
                recipe.during(),
                recipe.over(),
                recipe.then(),
                recipe.seed());
    }

    private static void refused(ThrowingCallable wrong, String message) {
        assertThatIllegalArgumentException().isThrownBy(wrong).withMessage("%s", message);
    }

    /** Stands for criteria such as batch-norm scales, which know nothing of single weights. */
    private record ChannelsOnly() implements Criterion {
        @Override
        public String id() {
            return "channelsOnly";
        }

        @Override
        public Set<Need> needs() {
            return Set.of();
        }

        @Override
        public INDArray scoreChannels(LayerView layer) {
            return layer.weights();
        }
    }
}
