package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.kernel.jshell.Completions.Match;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AssistTest {

    private static Evaluator evaluator;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
        evaluator.evaluate(new Cell(
                1,
                "String leaf = \"green\"; int leaves = 3;\n"
                        + "var half = pruneWeights().by(magnitude()).to(sparsity(0.5));"));
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    @Test
    void completes_the_snippet_at_the_cursor() {
        String source = "int n = 1;\nleaf.subs + 1";
        assertThat(evaluator.complete(source, 20)).satisfies(found -> {
            assertThat(found.start()).isEqualTo(16);
            assertThat(found.end()).isEqualTo(20);
            assertThat(found.matches()).containsExactly("substring(");
        });
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
    void what_is_made_for_every_class_comes_after_what_is_made_for_pruning() {
        List<String> matches = evaluator.complete("", 0).matches();
        assertThat(matches.indexOf("pruneWeights()"))
                .isBetween(0, matches.indexOf("ArrayList"))
                .isLessThan(matches.indexOf("Table"));
    }

    @Test
    void deprecated_members_come_last() {
        List<String> matches =
                evaluator.complete("new java.util.Date().get", 24).matches();
        assertThat(matches.indexOf("getTime()")).isBetween(0, matches.indexOf("getDay()"));
    }

    @Test
    void says_of_each_match_what_it_is() {
        assertThat(evaluator.complete("half.over(cu", 12).found())
                .containsExactly(new Match("cubic(", "method", "(int steps) → Cubic"));
        assertThat(evaluator.complete("pruneWeights().by(tayl", 22).found())
                .containsExactly(new Match("taylor(", "method", "() → Taylor, and 1 more"));
        assertThat(evaluator.complete("int n = leaves", 14).found()).containsExactly(new Match("leaves", "field", ""));
        assertThat(evaluator.complete("new LinkedHashM", 15).found())
                .extracting(Match::kind)
                .containsOnly("class");
        assertThat(evaluator.complete("java.util.concurr", 17).found())
                .containsExactly(new Match("concurrent.", "package", ""));
    }

    @Test
    void magics_are_offered_at_the_beginning_of_a_cell() {
        assertThat(evaluator.complete("%maven a:b:1\n%ti", 16))
                .isEqualTo(new Completions(13, 16, List.of(new Match("%time", "magic", "JAVA"))));
        assertThat(evaluator.complete("%%", 2).matches()).containsExactly("%%bench", "%%pom", "%%recipe", "%%time");
        assertThat(evaluator.complete("int a = 7;\n%ti", 14).matches()).containsExactly("%time");
        assertThat(evaluator.complete("int a = (7\n%ti", 14).matches()).doesNotContain("%time");
    }

    @Test
    void a_magic_is_explained() {
        assertThat(evaluator.inspect("%lsmagic", 3, false))
                .hasValueSatisfying(told -> assertThat(told.plain()).startsWith("%lsmagic\n\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%time leaf.subs", "%%time\nleaf.subs", "%maven a:b:1\nleaf.subs", "\n%jars x\n%time leaf.subs"})
    void java_after_a_magic_is_completed_like_any_other(String source) {
        assertThat(evaluator.complete(source, source.length()).matches()).containsExactly("substring(");
    }

    @Test
    void what_is_no_java_is_not_completed_as_if_it_were() {
        assertThat(evaluator.complete("%%pom\nleaf.subs", 15).matches()).isEmpty();
        assertThat(evaluator.complete("%maven leaf.subs", 16).matches()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "import org.nd4j.lin, linalg.",
        "import org.deeplearning4j.nn.multil, multilayer.",
        "new org.nd4j.linalg.dataset.DataS, DataSet(",
        "tech.tables, tablesaw.",
        "te, tech.",
    })
    void packages_and_classes_of_jars_are_offered(String source, String match) {
        assertThat(evaluator.complete(source, source.length()).matches()).contains(match);
    }

    @ParameterizedTest
    @ValueSource(strings = {"// tay", "/* tay", "\"tay", "'t", "foo(\"tay"})
    void offers_nothing_in_comments_and_in_text_that_is_the_users_own(String source) {
        assertThat(evaluator.complete(source, source.length()).matches()).isEmpty();
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
                "%maven a:b:1|COMPLETE",
                "%%pom <a>(|COMPLETE",
                "%time half.in(|INCOMPLETE",
            })
    void tells_whether_text_can_be_run(String source, Completeness expected) {
        assertThat(evaluator.completeness(source)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int f() {|4",
                "int f() { if (x) {|8",
                "half.in(layers(|8",
                "f(\"({[\"|4",
                "f(); // {|0",
                "var x = pruneWeights()|0",
                "}|0",
            })
    void a_new_line_goes_in_by_the_brackets_that_are_open(String source, int blanks) {
        assertThat(Indentation.after(source)).isEqualTo(" ".repeat(blanks));
    }
}
