package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.kernel.jshell.Completions.Match;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerArgumentsTest {

    private static Evaluator evaluator;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
        evaluator.evaluate(new Cell(
                1,
                "var lenet = experiment(lenet5(), mnistSubset());\n"
                        + "var small = lenet300().build(1).dl4j();\n"
                        + "var half = pruneWeights().by(magnitude()).to(sparsity(0.5));"));
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    private static List<String> offered(String source) {
        return evaluator.complete(source, source.length()).matches();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "convolutions().except(\"",
                "half.in(layers(\"",
                "half.in(everyLayer().except(\"",
                "int n = 1;\nvar scope = layers(\n    \"",
                "compiling().format(\"",
                "filters(small, \"",
            })
    void the_layers_of_the_models_in_scope_are_offered_where_a_method_takes_them(String source) {
        assertThat(offered(source)).containsExactlyInAnyOrder("conv1", "conv2", "fc1", "fc2", "output");
    }

    @Test
    void they_are_called_layers_and_replace_what_is_typed() {
        assertThat(evaluator.complete("half.in(layers(\"con\"))", 19))
                .isEqualTo(new Completions(
                        16, 19, List.of(new Match("conv1", "layer", ""), new Match("conv2", "layer", ""))));
    }

    @Test
    void one_that_is_named_already_is_not_offered_again() {
        assertThat(offered("layers(\"conv1\", \"con")).containsExactly("conv2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"half.named(\"", "leaf.concat(\"", "compiling().format(dense(\"", "\"", "load(\"", "layers('"})
    void elsewhere_they_are_not(String source) {
        assertThat(offered(source)).isEmpty();
    }
}
