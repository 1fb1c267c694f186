package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssistTest {

    private static Evaluator evaluator;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
        evaluator.evaluate(new Cell(1, "String leaf = \"green\"; int leaves = 3;"));
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    @Test
    void completes_the_snippet_at_the_cursor() {
        String source = "int n = 1;\nleaf.subs + 1";
        assertThat(evaluator.complete(source, 20)).isEqualTo(new Completions(16, 20, List.of("substring(")));
    }

    @Test
    void offers_what_fits_the_expected_type_first() {
        assertThat(evaluator.complete("int n = lea", 11).matches()).startsWith("leaves");
        assertThat(evaluator.complete("String s = lea", 14).matches()).startsWith("leaf");
    }

    @Test
    void offers_only_what_fits_where_nothing_is_typed_yet() {
        assertThat(evaluator.complete("pruneChannels(8).by(", 20).matches())
                .contains("taylor(")
                .doesNotContain("ArrayList", "leaf");
    }

    @Test
    void offers_the_members_of_every_object_last() {
        assertThat(evaluator.complete("pruneChannels(8).", 17).matches())
                .startsWith("aggregating(", "by(", "learning(", "normalisedBy(")
                .endsWith("wait(");
    }

    @Test
    void explains_methods_and_variables() {
        assertThat(evaluator.inspect("leaf.substring(1)", 8, false))
                .contains("String String.substring(int beginIndex)");
        assertThat(evaluator.inspect("leaf", 2, false))
                .contains("leaf", "String")
                .doesNotContain("JShell");
        assertThat(evaluator.inspect("Math.max(1, 2)", 6, true)).contains("int Math.max(int a, int b)");
        assertThat(evaluator.inspect("nothing_of_that_name", 3, false)).doesNotContain("JShell");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 1|COMPLETE",
                "foo(bar)|COMPLETE",
                "''|COMPLETE",
                "print(|INCOMPLETE",
                "int f() {|INCOMPLETE",
                "for (int i = 0; i < 3; i++)|INCOMPLETE",
                "int x = ;|INVALID",
                "}|INVALID",
            })
    void tells_whether_text_can_be_run(String source, Completeness expected) {
        assertThat(evaluator.completeness(source)).isEqualTo(expected);
    }
}
