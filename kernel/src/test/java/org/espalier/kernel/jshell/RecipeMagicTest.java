package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.report.Rendering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecipeMagicTest {

    private Evaluator evaluator;
    private int number;

    @BeforeEach
    void start() {
        evaluator = Evaluator.start();
    }

    @AfterEach
    void stop() {
        evaluator.close();
    }

    private CellResult run(String source) {
        return evaluator.evaluate(new Cell(++number, source));
    }

    private String value(String source) {
        CellResult result = run(source);
        assertThat(result.error()).isEmpty();
        return result.value().map(Rendering::plain).orElse("");
    }

    private String error(String source) {
        return run(source).error().orElseThrow().plain();
    }

    @Test
    void the_cell_becomes_a_variable_and_its_value() {
        assertThat(value("%%recipe half\nprune: channels\nby: taylor\nto: {macsAtMost: 0.5}\n"))
                .contains("Prune channels by taylor", "taylor: {batches: 8}");
        assertThat(value("half.seed(7).equals(pruneChannels().by(taylor()).to(macsAtMost(0.5)).seed(7))"))
                .isEqualTo("true");
        value("%%recipe\n{\"recipe\": \"é \\\\ \\\" \\u000a\", \"gate\": \"featureBoosting\", \"whileTraining\": 3}");
        assertThat(value("recipe.epochs() + recipe.name()")).isEqualTo("3é \\ \" \n");
        assertThat(value("%who")).contains("half", "Recipe", "recipe", "GatedRecipe");
    }

    @Test
    void java_written_from_a_recipe_makes_it_again_here() {
        value("%%recipe half\n"
                + "prune: weights\n"
                + "by: {magnitude: {norm: 2}}\n"
                + "to: {sparsity: 0.9}\n"
                + "then: [{fineTune: {decay: cosine}}]");
        String java = value("half.toJava()");
        assertThat(value("half.equals(" + java + ")")).isEqualTo("true");
    }

    @Test
    void a_long_recipe_is_read_too() {
        String comment = "# " + "long ".repeat(20) + "\n";
        assertThat(value("%%recipe\n" + comment.repeat(900) + "prune: weights\nby: lamp\nto: {sparsity: 0.5}"))
                .contains("lamp");
    }

    @Test
    void mistakes_are_pointed_at_where_they_are() {
        assertThat(error("%%recipe half\nprune: weights\nby: magnitude\nto: {sparsty: 0.9}"))
                .isEqualTo("""
                    cell 1, line 4:
                        to: {sparsty: 0.9}
                             ^^^^^^^
                    to has no key "sparsty"; did you mean "sparsity"?; it has [sparsity, channelsRemoved, blocksRemoved,\
                     macsAtMost, paramsAtMost, bytesAtMost, latencyAtMost]\
                    """);
        assertThat(error("%%recipe half\nprune: weights\nby: {taylr: {}}\nto: {sparsity: 0.9}"))
                .startsWith(
                        "cell 2, line 3:\n    by: {taylr: {}}\n         ^^^^^\nno criterion \"taylr\"; did you mean");
        assertThat(error("%%recipe")).contains("cell 3, line 1:", "expected keys and values, found an empty text");
        assertThat(error("%%recipe a b\nprune: weights")).contains("takes the name of one variable", "a b");
        assertThat(error("%%recipe class\nprune: weights")).contains("takes the name of one variable");
        assertThat(error("half")).contains("cannot find symbol");
    }
}
