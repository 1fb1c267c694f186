package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.Pruning.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import org.espalier.catalogue.Catalogue;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.WeightCriterion;
import org.espalier.gate.Gate;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recovery.Recovery;
import org.espalier.schedule.Schedule;
import org.espalier.search.Search;
import org.espalier.taxonomy.Method;
import org.espalier.training.TrainingMethod;
import org.junit.jupiter.api.Test;

/** That a recipe's Java makes the recipe. Public, so that the cells of JShell can say what they made. */
public class RecipeJavaTest {
    private static final int DRAWN = 400;
    private static final int AT_ONCE = 50;

    /** What the cells made. JShell runs them in this very process. */
    public static final List<PruningRecipe> MADE = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aRecipeReadsAsItWasWritten() {
        assertThat(pruneChannels(8)
                        .by(taylor())
                        .to(macsAtMost(0.5))
                        .in(convolutions().except("conv1"))
                        .over(cubic(5))
                        .then(fineTune(1).at(1e-4), quantise())
                        .named("lenet-half")
                        .seed(7)
                        .toJava())
                .isEqualTo("""
                    pruneChannels(8)
                        .by(taylor()).to(macsAtMost(0.5))
                        .in(convolutions().except("conv1"))
                        .over(cubic(5))
                        .then(fineTune(1).at(0.0001), quantise())
                        .named("lenet-half")
                        .seed(7)\
                    """);
        assertThat(sparseTraining(rigl().every(50))
                        .to(sparsity(0.9))
                        .whileTraining(5)
                        .toJava())
                .isEqualTo("sparseTraining(rigl().every(50)).to(sparsity(0.9)).whileTraining(5)");
        assertThat(prunePattern(2, 4).learning(srSte()).whileTraining(2).toJava())
                .isEqualTo("prunePattern(2, 4).learning(srSte()).whileTraining(2)");
        assertThat(pruneWeights()
                        .by(magnitude())
                        .to(sparsity(0.9))
                        .whileTraining(5, cubic(3))
                        .toJava())
                .isEqualTo("pruneWeights().by(magnitude()).to(sparsity(0.9)).whileTraining(5, cubic(3))");
        assertThat(pruneWeights().by(magnitudeL2()).to(sparsity(0.9)).toJava())
                .isEqualTo("pruneWeights().by(new org.espalier.criterion.Magnitude(2)).to(sparsity(0.9))");
        assertThat(gateChannels(featureBoosting(0.3)).whileTraining(3).toJava())
                .isEqualTo("gateChannels(featureBoosting(0.3)).whileTraining(3)");
    }

    @Test
    void anyRecipeIsMadeAgainByItsJava() {
        List<PruningRecipe> drawn =
                Stream.concat(everyMethod(), DrawnRecipes.stream(11, DRAWN)).toList();
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            shell.eval("import static org.espalier.Pruning.*;");
            for (int from = 0; from < drawn.size(); from += AT_ONCE) {
                List<PruningRecipe> some = drawn.subList(from, Math.min(from + AT_ONCE, drawn.size()));
                assertThat(made(shell, some)).isEqualTo(some);
            }
        }
    }

    /** Several at once: compiling is what takes time. */
    private static List<PruningRecipe> made(JShell shell, List<PruningRecipe> recipes) {
        MADE.clear();
        String java = recipes.stream().map(PruningRecipe::toJava).collect(Collectors.joining(",\n"));
        String type = PruningRecipe.class.getName();
        for (SnippetEvent event : shell.eval("%s.MADE.addAll(java.util.List.<%s>of(new %s[] {%s}));"
                .formatted(RecipeJavaTest.class.getName(), type, type, java))) {
            assertThat(shell.diagnostics(event.snippet()).map(diag -> diag.getMessage(null)))
                    .as(java)
                    .isEmpty();
            assertThat(event.exception()).isNull();
        }
        return List.copyOf(MADE);
    }

    /** Recipes with every method of the library at its defaults. */
    private static Stream<PruningRecipe> everyMethod() {
        return Catalogue.entries().stream()
                .filter(entry -> entry.method().getClass().getEnclosingClass() == null)
                .map(entry -> with(entry.method()));
    }

    private static PruningRecipe with(Method method) {
        var channels = pruneChannels().by(random()).to(macsAtMost(0.5));
        if (method instanceof WeightCriterion criterion) {
            return pruneWeights().by(criterion).to(sparsity(0.5));
        }
        if (method instanceof Criterion criterion) {
            return pruneChannels().by(criterion).to(macsAtMost(0.5));
        }
        if (method instanceof Schedule schedule) {
            return channels.over(schedule);
        }
        if (method instanceof Recovery recovery) {
            return channels.then(recovery);
        }
        if (method instanceof Search search) {
            return channels.in(everyLayer().searchedBy(search));
        }
        if (method instanceof Gate gate) {
            return gateChannels(gate).whileTraining(1);
        }
        if (method instanceof TrainingMethod.ForWeights training) {
            return pruneWeights().learning(training).to(sparsity(0.5)).whileTraining(1);
        }
        if (method instanceof TrainingMethod.ForChannels training) {
            return pruneChannels().learning(training).to(macsAtMost(0.5)).whileTraining(1);
        }
        return method instanceof TrainingMethod.ForPatterns training
                ? prunePattern(2, 4).learning(training).whileTraining(1)
                : prunePattern(1, 2).by(magnitude());
    }
}
