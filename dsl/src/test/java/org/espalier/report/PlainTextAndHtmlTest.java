package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
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
        assertThat(TextTable.of(layers(), 20).lines())
                .containsExactly(
                        "layer   MACs  asked (%)",
                        "-----  -----  ---------", "conv1    288      12.50", "fc     1,000");
    }

    @Test
    void aMissingValueIsAnEmptyCellInHtmlToo() {
        assertThat(Html.table(layers(), 20))
                .contains("<th align=\"left\">layer</th><th align=\"right\">MACs</th>")
                .contains("<td align=\"left\" nowrap>fc</td><td align=\"right\">1,000</td><td align=\"right\"></td>");
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

        assertThat(rendering.plain()).contains("showing 20 of 1,234 rows").doesNotContain("20\n21");
        assertThat(rendering.forms().get("text/html"))
                .contains("<small>showing 20 of 1,234 rows</small>")
                .doesNotContain("<td align=\"right\">20</td>");
    }

    @Test
    void aTableOfTwentyRowsIsWhole() {
        Table table = Table.create(
                "whole", IntColumn.create("n", IntStream.range(0, 20).toArray()));

        assertThat(Renderer.renderingOf(table).plain()).doesNotContain("showing");
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
