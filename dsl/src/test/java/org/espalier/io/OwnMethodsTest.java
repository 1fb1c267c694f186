package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.*;

import org.espalier.criterion.LayerView;
import org.espalier.criterion.WeightCriterion;
import org.espalier.recipe.Recipe;
import org.espalier.recovery.Decay;
import org.espalier.text.FormatException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A stranger's method with a parameter of each sort: known in texts by its name once it is registered. */
class OwnMethodsTest {

    /** Scores nothing; what counts are its parameters. */
    record Odd(String text, boolean yes, int few, long many, double much, Decay decay) implements WeightCriterion {
        Odd() {
            this("usual", false, 1, 2, 0.5, Decay.STEP);
        }

        @Override
        public String id() {
            return "odd";
        }

        @Override
        public INDArray score(LayerView layer) {
            return layer.weights();
        }
    }

    private static final Recipe RECIPE = pruneWeights()
            .by(new Odd("a: \"b\"\n", true, Integer.MIN_VALUE, Long.MAX_VALUE, -1e-300, Decay.COSINE))
            .to(sparsity(0.5));

    @BeforeAll
    static void registered() {
        register(new Odd());
    }

    @Test
    void itsParametersComeBackAndThoseLeftOutAreItsOwnDefaults() {
        assertThat(recipe(RECIPE.toYaml())).isEqualTo(RECIPE);
        assertThat(recipe(RECIPE.toJson())).isEqualTo(RECIPE);
        assertThat(recipe("{prune: weights, by: {odd: {yes: true, text: 12}}, to: {sparsity: 0.5}}")
                        .by())
                .isEqualTo(new Odd("12", true, 1, 2, 0.5, Decay.STEP));
        assertThat(recipe("{prune: weights, by: odd, to: {sparsity: 0.5}}").by())
                .isEqualTo(new Odd());
    }

    @Test
    void itsJavaIsItsConstructorAndTheSchemaKnowsIt() {
        assertThat(RECIPE.toJava())
                .contains("new org.espalier.io.OwnMethodsTest.Odd(\"a: \\\"b\\\"\\n\", true, -2147483648,"
                        + " 9223372036854775807L, -1.0E-300, org.espalier.recovery.Decay.COSINE)");
        assertThat(recipeSchema()).contains("\"odd\"", "\"few\"", "\"cosine\"");
    }

    @Test
    void valuesThatItDoesNotTakeAreRefusedWhereTheyAre() {
        refused("{yes: 1}", "column 36: odd: yes must be");
        refused("{few: 2147483648}", "column 36: odd: few must be a whole number below 2,147,483,648");
        refused("{many: 0.5}", "column 37: odd: many must be a whole number, found 0.5");
        refused("{much: a lot}", "column 37: odd: much must be a number, found \"a lot\"");
        refused("{text: [a]}", "column 37: odd: text must be a text");
        refused(
                "{decay: cosin}",
                "column 38: odd: decay must be one of [constant, linear, cosine, step], found \"cosin\"");
    }

    private static void refused(String parameters, String message) {
        assertThatThrownBy(
                        () -> recipe("{prune: weights, by: {\"odd\": %s}, to: {sparsity: 0.5}}".formatted(parameters)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(message);
    }
}
