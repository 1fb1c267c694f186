package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.kernel.render.Ansi;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InspectionTest {

    private static Evaluator evaluator;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
        evaluator.evaluate(new Cell(
                1,
                "String leaf = \"green\"; int[] many = new int[10_000];\n"
                        + "var half = pruneWeights().by(magnitude()).to(sparsity(0.5)).named(\"half\");\n"
                        + "class Endless { public String toString() { while (true); } }\n"
                        + "var endless = new Endless();\n"
                        + "int twice(int n) { return 2 * n; }"));
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    private static Rendering rendered(String marked, boolean all) {
        return evaluator
                .inspect(marked.replace("|", ""), marked.indexOf('|'), all)
                .orElse(Rendering.plain(""));
    }

    /** What is told at the {@code |}. */
    private static String told(String marked, boolean all) {
        return Ansi.strip(rendered(marked, all).plain());
    }

    @Test
    void a_method_of_the_library_is_told_with_its_javadoc() {
        assertThat(told("pruneChannels(8).by(tay|lor(8))", true)).isEqualTo("""
                Taylor Pruning.taylor(int batches)
                Taylor Pruning.taylor()

                Taylor on this many calibration batches.

                First-order estimate of the squared change of the loss when something is removed, averaged over \
                calibration batches: (g·w)² for a weight, (Σ g·w)² over its weights for a channel.

                Molchanov et al., "Importance Estimation for Neural Network Pruning", CVPR 2019 (Taylor-FO). The \
                paper accumulates while it trains; here the weights stand still while the batches are gathered.

                Parameters
                  batches  calibration batches

                Example
                  pruneChannels(8).by(taylor()).to(macsAtMost(0.5)).then(fineTune(1))""");
    }

    @Test
    void the_first_look_shows_signature_and_summary_only() {
        assertThat(told("taylor|(8)", false))
                .isEqualTo("Taylor Pruning.taylor(int batches)\nTaylor Pruning.taylor()\n\n"
                        + "Taylor on this many calibration batches.");
    }

    @Test
    void what_is_thrown_is_told() {
        assertThat(told("org.espalier.model.Network.load|(null)", true))
                .contains("Throws\n  IllegalArgumentException  if the file is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pruneChannels(|; int roundTo",
                "prunePattern(2, |; int m",
                "half.in(convolutions().except(\"a\", \"b\", |; String... names",
                "half.in(convolutions().except(\"|; String... names",
                "Math.max(1.0, |; double b",
                "half.over(|; Schedule schedule",
                "half.over(|); Schedule schedule",
            })
    void the_argument_at_the_cursor_is_marked(String source, String argument) {
        Rendering rendering = rendered(source.strip(), false);
        assertThat(rendering.plain()).contains(Ansi.CYAN.paint(argument));
        assertThat(rendering.forms().get("text/html")).contains("<u>" + argument + "</u>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Math.m|ax(1.0, 2.0); double Math.max(double a, double b)",
                "Math.max(1L|, 2L); long Math.max(long a, long b)",
                "leaf.sub|string(1, 2); String String.substring(int beginIndex, int endIndex)",
                "leaf.substring|(1); String String.substring(int beginIndex)",
                "twice|(2); int twice(int n)",
                "new Array|List<String>(2); ArrayList<E>(int initialCapacity)",
            })
    void the_overload_that_fits_comes_first(String source, String signature) {
        assertThat(told(source, false)).startsWith(signature.strip());
    }

    @Test
    void a_variable_is_told_with_its_value_cut() {
        assertThat(told("le|af", false)).isEqualTo("String leaf\n\n\"green\"");
        assertThat(told("half|", false)).startsWith("Recipe half\n\nhalf: Prune weights by magnitude to 50 %");
        assertThat(told("many|", false))
                .startsWith("int[] many\n\n10000 elements: 0, 0")
                .hasSizeLessThan(200);
    }

    @Test
    void a_variable_of_a_class_that_was_replaced_is_told_as_it_is_now() {
        evaluator.evaluate(
                new Cell(3, "class Old { public String toString() { return \"old\"; } }\nOld kept = new Old();"));
        assertThat(told("kept|", false)).isEqualTo("Old kept\n\nold");
        evaluator.evaluate(new Cell(4, "class Old { int more; }"));
        assertThat(told("kept|", false)).isEqualTo("Old kept");
    }

    @Test
    void a_value_whose_text_never_ends_keeps_nobody_waiting() {
        assertThat(told("endless|", false)).isEqualTo("Endless endless\n\n(its text failed: CellInterrupted)");
        assertThat(evaluator.evaluate(new Cell(2, "twice(2)")).value())
                .hasValueSatisfying(four -> assertThat(four.plain()).isEqualTo("4"));
    }

    @Test
    void an_expression_is_told_by_its_type() {
        assertThat(told("leaf.length() + 1|", false)).isEqualTo("int leaf.length() + 1");
    }

    @Test
    void html_says_the_same_and_escapes_what_is_no_markup() {
        assertThat(rendered("List.of|(1)", true).forms().get("text/html"))
                .startsWith("<pre><b>List&lt;E&gt; List&lt;E&gt;.&lt;E&gt;of(E e1)</b>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing_of_that_name|", "// taylor|(8)", "|", "\"tay|lor\"", "if (|", "%time|", "1|"})
    void what_has_no_meaning_is_not_explained_in_terms_of_the_machinery(String source) {
        assertThat(told(source, true)).doesNotContain("JShell", "REPL", "taylor(");
    }
}
