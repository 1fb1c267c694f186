package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class PlainTextAndHtmlTest {
    private static final Locale BEFORE = Locale.getDefault();

    @AfterEach
    void localeAsItWas() {
        Locale.setDefault(BEFORE);
    }

    @Test
    void numbersStandToTheRightAndWordsToTheLeft() {
        assertThat(TextTable.of(TableView.of(layers())).lines())
                .containsExactly(
                        "layer   MACs  asked (%)",
                        "-----  -----  ---------", "conv1    288      12.50", "fc     1,000");
    }

    @Test
    void aMissingValueIsAnEmptyCellInHtmlToo() {
        assertThat(Html.table(TableView.of(layers())))
                .contains("<th align=\"left\"><div align=\"left\">layer</div></th><th align=\"right\">MACs</th>")
                .contains(
                        "<td align=\"left\" nowrap><div align=\"left\">fc</div></td><td align=\"right\">1,000</td><td align=\"right\"></td>");
    }

    @Test
    void namesThatLookLikeMarkupAreShownAsTheyAre() {
        Table table = Table.create("<t>", StringColumn.create("a & b", List.of("<img src=\"x\">")));

        String html = Renderer.renderingOf(table).forms().get("text/html");

        assertThat(html)
                .contains("<p>&lt;t&gt;</p>", "a &amp; b", "&lt;img src=&quot;x&quot;&gt;")
                .doesNotContain("<img");
    }

    @Test
    void ofALongTableTheFirstTwentyRowsAreShownAndTheRestCountedInAnyCountry() {
        Locale.setDefault(Locale.GERMANY);
        Table table = Table.create(
                "long", IntColumn.create("n", IntStream.range(0, 1_234).toArray()));

        Rendering rendering = Renderer.renderingOf(table);

        assertThat(rendering.plain())
                .contains("showing 20 of 1,234 rows; more: table.first(50)")
                .doesNotContain("20\n21");
        assertThat(rendering.forms().get("text/html"))
                .contains("<small>showing 20 of 1,234 rows; more: table.first(50)</small>")
                .doesNotContain("<td align=\"right\">20</td>");
    }

    @Test
    void whatTheNoteAdvisesIsShownWhole() {
        Table table = Table.create(
                "long", IntColumn.create("n", IntStream.range(0, 5_000).toArray()));

        assertThat(Renderer.renderingOf(table.first(50)).plain())
                .contains(System.lineSeparator() + "49" + System.lineSeparator())
                .doesNotContain("showing");
        assertThat(Renderer.renderingOf(table.first(61)).plain()).contains("showing 20 of 61 rows");
    }

    @Test
    void fractionsThatNobodyFormattedHaveTheirPointsBelowEachOtherInAnyCountry() {
        Locale.setDefault(Locale.GERMANY);
        DoubleColumn loss = DoubleColumn.create("loss", 0.5, 12.25, 1_234.0625);
        loss.appendMissing();
        Table table = Table.create(
                "t",
                loss,
                FloatColumn.create("rate", 0.1f, 1f, 0.25f, 3f),
                DoubleColumn.create("tiny", 1e-7, 0, 1, -2.5),
                DoubleColumn.create("whole", 1, 2, 3, 40_000),
                IntColumn.create("year", 2015, 2016, 2017, 2018));

        assertThat(TextTable.of(TableView.of(table)).lines())
                .containsExactly(
                        "    loss  rate      tiny   whole  year",
                        "--------  ----  --------  ------  ----",
                        "    0.50  0.10  1.000E-7       1  2015",
                        "   12.25  1.00   0.000E0       2  2016",
                        "1,234.06  0.25   1.000E0       3  2017",
                        "          3.00  -2.500E0  40,000  2018");
    }

    @Test
    void ofAWideTableTwentyColumnsAreShownAndTheRestCounted() {
        Table table = Table.create("wide");
        IntStream.rangeClosed(1, 35).forEach(i -> table.addColumns(IntColumn.create("c" + i, new int[] {i})));

        Rendering rendering = Renderer.renderingOf(table);

        assertThat(rendering.plain())
                .contains("c20", "showing 20 of 35 columns; others: table.selectColumns(\"c35\")")
                .doesNotContain("c21");
        assertThat(rendering.forms().get("text/html"))
                .contains("<small>showing 20 of 35 columns; others: table.selectColumns(&quot;c35&quot;)</small>")
                .doesNotContain("c21");
    }

    @Test
    void aLongCellIsCutWithANoteAndALineBreakDoesNotBreakTheTable() {
        Table table =
                Table.create("t", StringColumn.create("text", "x".repeat(119) + "yz", "two\nlines", "x".repeat(120)));

        assertThat(Renderer.renderingOf(table).plain().lines())
                .containsExactly(
                        "t",
                        "text",
                        "-".repeat(120),
                        "x".repeat(119) + "…",
                        "two ⏎ lines",
                        "x".repeat(120),
                        "cells that end in … are cut at 120 characters; one whole: table.getString(row, \"column\")");
    }

    @Test
    void anEmptyTableSaysSo() {
        assertThat(Renderer.renderingOf(Table.create("nothing")).plain().lines())
                .containsExactly("nothing", "an empty table: no columns");
        assertThat(Renderer.renderingOf(Table.create("nothing")).forms().get("text/html"))
                .isEqualTo("<p>nothing</p>\n<small>an empty table: no columns</small><br>\n");
        assertThat(Renderer.renderingOf(Table.create("rowless", IntColumn.create("n"), StringColumn.create("word")))
                        .plain()
                        .lines())
                .containsExactly("rowless", "n  word", "-  ----", "no rows");
    }

    @Test
    void tablesNameNoColourSoThatTheyCanBeReadInTheDark() {
        assertThat(Renderer.renderingOf(layers()).forms().get("text/html"))
                .doesNotContain("style", "color", "class", "#");
    }

    @Test
    void aTableWithoutANameIsShownToo() {
        assertThat(Renderer.renderingOf(Table.create(IntColumn.create("n", new int[] {1})))
                        .plain())
                .contains("n", "1")
                .doesNotContain("null");
    }

    private static Table layers() {
        DoubleColumn macs = DoubleColumn.create("MACs", 288, 1000);
        macs.setPrintFormatter(RunTable.grouped(0));
        DoubleColumn asked = DoubleColumn.create("asked (%)");
        asked.append(12.5);
        asked.appendMissing();
        asked.setPrintFormatter(RunTable.grouped(2));
        return Table.create("layers", StringColumn.create("layer", "conv1", "fc"), macs, asked);
    }
}
