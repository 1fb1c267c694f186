package org.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.approvaltests.Approvals;
import org.approvaltests.core.Options;
import org.approvaltests.core.Scrubber;
import org.approvaltests.reporters.Junit5Reporter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What notebooks show, against files that a person has looked at; a change of rendering shows as a difference. */
class ShownApprovalTest {

    private static final Pattern PICTURE = Pattern.compile("(src=\"data:image/\\w+;base64,)[^\"]+");
    private static final Pattern ROW = Pattern.compile("<tr>.*?</tr>");
    private static final Pattern CELL = Pattern.compile("(<t[dh][^>]*>)(.*?)(</t[dh]>)");
    private static final Pattern MEASURED = Pattern.compile("accuracy|latency|p95|speed-up|masked");

    private static TestKit cells;

    @BeforeAll
    static void start() {
        cells = TestKit.start();
    }

    @AfterAll
    static void stop() {
        cells.close();
    }

    /** Which pixels a picture has depends on the fonts that are here; that there is one, and how wide, doesn't. */
    private static String withoutPixels(String html) {
        return PICTURE.matcher(html).replaceAll("$1…");
    }

    private static void approve(String source, Scrubber scrubber) {
        Bundle bundle = cells.run(source);
        assertThat(bundle.error()).isEmpty();
        verify(bundle, scrubber);
    }

    private static void verify(Bundle bundle, Scrubber scrubber) {
        Approvals.verify(
                scrubber.scrub(withoutPixels(bundle.html())),
                new Options(new Junit5Reporter()).forFile().withExtension(".html"));
    }

    private static void approve(String source) {
        approve(source, html -> html);
    }

    @Test
    void a_table() {
        approve("""
                Table.create("leaves",
                    StringColumn.create("tree", "oak", "ash <b>", "yew"),
                    IntColumn.create("leaves", 200_000, 80_000, 0),
                    DoubleColumn.create("area (cm²)", 42.5, Double.NaN, 0.25))""");
    }

    @Test
    void a_long_table_by_its_first_rows() {
        approve("Table.create(\"steps\", IntColumn.indexColumn(\"step\", 5_000, 1))");
    }

    @Test
    void a_recipe() {
        approve("""
                pruneChannels(8).by(taylor()).to(macsAtMost(0.5)).in(convolutions().except("conv1"))
                    .over(cubic(2)).then(fineTune(1).at(1e-3)).named("lenet-half")""");
    }

    @Test
    void a_plan() {
        approve("""
                experiment(lenet5(), mnistSubset()).asGiven().explain(
                    pruneChannels(8).by(magnitude()).to(channelsRemoved(0.5)).in(convolutions()))""");
    }

    @Test
    void a_run() {
        approve("""
                experiment(lenet300(), mnistSubset()).trainedFor(1).withoutControls().run(
                    pruneChannels().by(magnitude()).to(channelsRemoved(0.5)).in(denseLayers()).then(fineTune(1))
                        .named("half"))""", ShownApprovalTest::withoutMeasurements);
    }

    @Test
    void a_network() {
        approve("network(lenet5().build(1).dl4j(), 1, 28, 28)");
    }

    @Test
    void an_array() {
        approve("Nd4j.arange(24).reshape(2, 3, 4)");
    }

    @Test
    void the_first_of_the_methods() {
        approve("methods().first(4)");
    }

    @Test
    void printed_lines_what_is_displayed_in_place_and_a_value() {
        approve("""
                import org.espalier.report.Display;
                import org.espalier.report.Rendering;
                System.out.println("1 < 2");
                System.err.println("mind the gap");
                var shown = Display.current().show(Rendering.html("<i>0 %</i>", "0 %"));
                shown.update(Rendering.html("<i>100 %</i>", "100 %"));
                List.of("value")""");
    }

    @Test
    void an_error() {
        cells.run("int half(int n) {\n  return n / 2 / (n % 2);\n}");
        verify(cells.run("// four\nhalf(4)"), html -> html.replaceAll("cell \\d+", "cell n"));
    }

    @Test
    void an_error_of_the_compiler() {
        verify(
                cells.run("pruneWeights()\n    .by(magnitud()).to(sparsity(0.5))"),
                html -> html.replaceAll("cell \\d+", "cell n"));
    }

    /** Leaves out what differs from machine to machine: times, and what networks learnt. */
    private static String withoutMeasurements(String html) {
        List<String> names =
                texts(ROW.matcher(html).results().findFirst().orElseThrow().group());
        return ROW.matcher(html)
                .replaceAll(row -> Matcher.quoteReplacement(withoutMeasurements(row, names)))
                .replaceAll("done in [^<]*", "done in …")
                .replaceAll("(Latency: batch 32, median and p95 of).*?(Speed-up)", "$1 … $2")
                .replaceAll("Receipt: recipe \\w+, model \\[\\w+\\]", "Receipt: recipe …, model […]");
    }

    private static String withoutMeasurements(MatchResult row, List<String> names) {
        Iterator<String> name = names.iterator();
        return CELL.matcher(row.group())
                .replaceAll(cell ->
                        MEASURED.matcher(name.next()).find() && cell.group().matches("<td.*>.*\\d.*<.*")
                                ? "$1…$3"
                                : "$0");
    }

    private static List<String> texts(String row) {
        return CELL.matcher(row).results().map(cell -> cell.group(2)).toList();
    }
}
