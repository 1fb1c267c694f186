package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixesTest {

    private static Evaluator evaluator;
    private static int number;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
        run("String leaf = \"green\"; var half = pruneWeights().by(magnitude()).to(sparsity(0.5));");
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    private static CellResult run(String source) {
        return evaluator.evaluate(new Cell(++number, source));
    }

    private static String told(String source) {
        return run(source).error().orElseThrow().plain();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new AtomicInteger(3)|java.util.concurrent.atomic.AtomicInteger",
                "AtomicInteger x = null|java.util.concurrent.atomic.AtomicInteger",
                "StandardCharsets.UTF_8|java.nio.charset.StandardCharsets",
                "MultiLayerNetwork net = null|org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
                "Recipe recipe = half|org.espalier.recipe.Recipe",
            })
    void a_class_that_is_there_but_not_imported_is_told_with_its_import(String source, String qualified) {
        assertThat(told(source)).endsWith("\ntry: import " + qualified + ";");
    }

    @Test
    void a_declaration_that_may_still_be_completed_is_told_what_it_may_have_meant() {
        PrintStream replaced = System.err;
        ByteArrayOutputStream notes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(notes, true, StandardCharsets.UTF_8));
        try {
            run("int f(int counter) { DoubleAdder adder = null; return leef.length(); }");
        } finally {
            System.setErr(replaced);
        }
        assertThat(notes.toString(StandardCharsets.UTF_8))
                .contains("try: import java.util.concurrent.atomic.DoubleAdder;", "did you mean leaf?");
    }

    @Test
    void of_several_classes_the_likeliest_comes_first() {
        assertThat(told("DataSet data = null")).contains("""

                try one of:
                    import org.nd4j.linalg.dataset.DataSet;
                """);
        assertThat(told("Builder b = null").lines().filter(line -> line.startsWith("    import ")))
                .hasSizeBetween(2, 5);
    }

    @Test
    void an_import_that_is_told_mends_the_cell() {
        String error = told("new LongAdder()");
        run(error.substring(error.indexOf("import ")));
        assertThat(run("new LongAdder()").error()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prneWeights()|pruneWeights()",
                "pruneWeights().by(taylr())|taylor(…)",
                "leef.length()|leaf",
                "leaf.lenght()|length()",
                "half.ovr(cubic(3))|over(…)",
                "ArrayLst<String> l|ArrayList",
            })
    void a_name_that_is_near_one_in_scope_is_asked_about(String source, String meant) {
        assertThat(told(source)).endsWith("\ndid you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothingOfTheKind()", "xyz", "Qwertz.uiop()"})
    void what_is_near_nothing_is_left_alone(String source) {
        assertThat(told(source)).doesNotContain("did you mean", "try");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for (int i = 0; i < 3; i++) {|a { is never closed: for (int i = 0; i < 3; i++) {",
                "Math.max(1, (2 + 3)|a ( is never closed: Math.max(1, (2 + 3)",
                "int[] a = {1, 2);|a { is never closed: int[] a = {1, 2);",
                "leaf.length());|a ) closes nothing: leaf.length());",
            })
    void a_bracket_without_a_partner_is_pointed_out(String source, String hint) {
        assertThat(told(source)).endsWith(hint);
    }

    @Test
    void a_missing_semicolon_is_told_plainly() {
        assertThat(told("int k = 3\nint m = 4"))
                .endsWith("';' expected\nstatements are parted by a ; and only the last of a cell may go without");
    }

    @Test
    void brackets_in_text_and_comments_are_none() {
        assertThat(Brackets.hint("f(\"({[\", ')'); // ]")).isEmpty();
    }
}
