package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.taylor;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.espalier.data.ImageSets;
import org.espalier.engine.Experiment;
import org.espalier.engine.Figures;
import org.espalier.engine.Plan;
import org.espalier.engine.Reproduction;
import org.espalier.engine.Row;
import org.espalier.engine.Run;
import org.espalier.engine.Runs;
import org.espalier.measure.Latency;
import org.espalier.recipe.Recipe;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ReportsTest {
    private static final Recipe HALF = pruneChannels(8)
            .by(taylor())
            .to(macsAtMost(0.5))
            .in(convolutions().except("conv1"))
            .over(cubic(2))
            .then(fineTune(1))
            .named("half");
    private static final Locale BEFORE = Locale.getDefault();

    @AfterEach
    void localeAsItWas() {
        Locale.setDefault(BEFORE);
    }

    @Test
    void aRunIsOneRowPerNetworkWithUnitsInTheColumns() {
        Table table = Reports.table(run(1));

        assertThat(table.columnNames())
                .containsExactly(
                        "network",
                        "step",
                        "MACs removed, asked (%)",
                        "MACs removed (%)",
                        "parameters",
                        "MACs",
                        "size (KiB)",
                        "validation accuracy (%)",
                        "test accuracy (%)",
                        "latency (ms)",
                        "p95 (ms)",
                        "speed-up (×)",
                        "|masked − shrunk|");
        assertThat(table.rowCount()).isEqualTo(4);
        assertThat(table.stringColumn("network").asList())
                .containsExactly("dense, DL4J as shipped", "dense", "half", "half");
        assertThat(table.column("step").isMissing(0)).isTrue();
        assertThat(table.intColumn("step").get(3)).isEqualTo(2);
        assertThat(table.column("test accuracy (%)").isMissing(2))
                .as("not measured between")
                .isTrue();
        assertThat(table.doubleColumn("test accuracy (%)").get(3)).isEqualTo(90);
        assertThat(table.column("speed-up (×)").getString(0)).isEqualTo("0.25");
        assertThat(table.column("speed-up (×)").getString(1)).isEqualTo("1.00");
        assertThat(table.column("speed-up (×)").getString(3)).isEqualTo("2.00");
        assertThat(table.column("|masked − shrunk|").getString(3)).isEqualTo("3.0E-8");
        assertThat(table.column("parameters").getString(3)).isEqualTo("5,000");
    }

    @Test
    void severalSeedsBringDeviationsBesideTheAccuracies() {
        Table table = Reports.table(run(3));

        assertThat(table.columnNames())
                .containsSubsequence(
                        "validation accuracy (%)",
                        "± sd (validation, %)", "test accuracy (%)", "± sd (test, %)", "latency (ms)");
        assertThat(table.doubleColumn("± sd (validation, %)").get(3))
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(table.column("± sd (test, %)").isMissing(2)).isTrue();
    }

    @Test
    void aShownRunWritesDeviationsBehindTheirMeans() {
        var shown = Renderer.renderingOf(run(3));

        assertThat(shown.forms().get("text/html")).contains("91.00 ± 1.00").doesNotContain("± sd (");
        assertThat(shown.plain()).contains("91.00 ± 1.00").doesNotContain("± sd (");
        assertThat(shown.plain()
                        .lines()
                        .filter(line -> line.startsWith("half "))
                        .findFirst())
                .as("a step that was not tested has neither")
                .hasValueSatisfying(line -> assertThat(line.split("±", -1)).hasSize(2));
    }

    @Test
    void fractionsBesideCountsKeepTheirDigits() {
        var agreed = Reproduction.Agreement.BIT_EXACT;
        var figures = List.of(
                new Reproduction.Figure(
                        "half", "parameters", OptionalDouble.of(266_610), OptionalDouble.of(266_610), agreed),
                new Reproduction.Figure(
                        "half", "testAccuracy", OptionalDouble.of(0.9108), OptionalDouble.of(0.9108), agreed));

        Table table =
                Reports.table(new Reproduction(run(1).receipt(), Optional.of(run(1).receipt()), figures, List.of()));

        assertThat(table.column("expected").getString(0)).isEqualTo("266,610");
        assertThat(table.column("found").getString(1)).isEqualTo("0.9108");
        assertThat(table.column("difference").getString(1)).isEqualTo("0");
    }

    @Test
    void aChartIsAPngOfTheSizeStated() throws IOException {
        Chart chart = Reports.chart(run(3));

        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(chart.png()));

        assertThat(chart.png()).startsWith(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
        assertThat(picture.getWidth()).as("two pixels for each").isEqualTo(2 * 2 * 460);
        assertThat(picture.getHeight()).isEqualTo(2 * 320);
        assertThat(Base64.getDecoder().decode(chart.rendering().forms().get("image/png")))
                .isEqualTo(chart.png());
        assertThat(chart.rendering().forms().get("text/html")).contains("width=\"920\"");
        assertThat(chart.rendering().plain())
                .isEqualTo("[chart: half: accuracy and latency against parameters removed]");
    }

    @Test
    void whatIsShownLoadsNothingFromAnywhere() {
        String html = Renderer.renderingOf(run(1)).forms().get("text/html");

        List<String> sources = Pattern.compile("(?:src|href)=\"([^\"]{0,22})")
                .matcher(html)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(sources).isNotEmpty().allMatch(source -> source.startsWith("data:image/png;base64,"));
        assertThat(html).doesNotContain("<script", "http://", "https://", "<style");
    }

    @Test
    void aRunWithoutLatenciesIsShownToo() {
        Run run = run(1);
        List<Row> rows = run.rows().stream()
                .map(r -> new Row(r.arm(), r.label(), r.step(), r.asked(), r.figures(), Optional.empty()))
                .toList();

        assertThat(Renderer.renderingOf(Runs.of(HALF, rows)).plain())
                .contains("half")
                .doesNotContain("speed-up");
    }

    @Test
    void aPlanOfLeNet5ReadsLikeThisInAnyCountry() {
        Locale.setDefault(Locale.GERMANY);
        Plan plan = Experiment.of(Zoo.lenet5(), ImageSets.mnistSubset()).explain(HALF);

        assertThat(Renderer.renderingOf(plan).plain().lines())
                .containsExactly(
                        "half: Prune channels (widths in multiples of 8) by taylor to at most 50 % of the MACs in convolutions except conv1, ranked per layer, after training, over 2 cubic steps; then fine-tune 1 epoch at 0.001 after each; seed 42.",
                        "group   pruned  asked (%)  removed (%)  left               parameters each  MACs each  bytes each",
                        "------  ------  ---------  -----------  -----------------  ---------------  ---------  ----------",
                        "conv1   no                              20 channels                  1,276     94,400       5,104",
                        "conv2   yes                      68.00  16 of 50 channels            8,501     40,000      34,004",
                        "fc1     no                              500 channels                   811        810       3,244",
                        "output  no                              10 channels                    501        500       2,004",
                        "Asked: at most 50 % of the MACs.",
                        "On lenet5, trained for 3 epochs: parameters 431,080 → 142,046 (33.0 %), MACs 2,293,000 → 933,000 (40.7 %), bytes 1,724,320 → 568,184 (33.0 %).",
                        "Channels that fall together",
                        "├─ conv1: 20 channels, kept: not in scope",
                        "│  ├─ made by conv1",
                        "│  └─ read by conv2",
                        "├─ conv2: 50 → 16 channels",
                        "│  ├─ made by conv2",
                        "│  └─ read by fc1 ×16",
                        "├─ fc1: 500 channels, kept: not in scope",
                        "│  ├─ made by fc1",
                        "│  └─ read by output",
                        "└─ output: 10 channels, kept: its channels are the network's outputs",
                        "   └─ made by output");
    }

    @Test
    void everyValueOfTheLibraryHasARenderingFoundByTheServiceLoader() {
        Plan plan = Experiment.of(Zoo.lenet5(), ImageSets.mnistSubset()).explain(HALF);
        Run run = run(1);

        assertThat(ServiceLoader.load(Renderer.class)).hasAtLeastOneElementOfType(Reports.class);
        for (Object value :
                List.of(HALF, plan, run, Reports.table(run), Reports.table(plan), Reports.chart(run), run.receipt())) {
            Rendering rendering = Renderer.renderingOf(value);
            assertThat(rendering.plain()).as(value.getClass().getSimpleName()).isNotBlank();
            assertThat(new Reports().render(value)).isPresent();
        }
        assertThat(Renderer.renderingOf(HALF).plain()).startsWith(HALF.toString());
        assertThat(Renderer.renderingOf(run.receipt()).plain())
                .contains("recipe sha-256           " + HALF.sha256())
                .contains("pruned model, seed 42    ffff");
        assertThat(Renderer.renderingOf(42).plain()).isEqualTo("42");
    }

    /** Dense as shipped, dense, and two steps; accuracies one point apart from seed to seed. */
    private static Run run(int seeds) {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(
                Row.Arm.DENSE_AS_SHIPPED,
                "dense, DL4J as shipped",
                0,
                OptionalDouble.empty(),
                figures(seeds, 10_000, 0, true, OptionalDouble.empty()),
                latency(8)));
        rows.add(new Row(
                Row.Arm.DENSE,
                "dense",
                0,
                OptionalDouble.empty(),
                figures(seeds, 10_000, 0, true, OptionalDouble.empty()),
                latency(2)));
        rows.add(new Row(
                Row.Arm.RECIPE,
                "half",
                1,
                OptionalDouble.of(0.4375),
                figures(seeds, 7_000, 0.45, false, OptionalDouble.of(1e-8)),
                latency(1.5)));
        rows.add(new Row(
                Row.Arm.RECIPE,
                "half",
                2,
                OptionalDouble.of(0.5),
                figures(seeds, 5_000, 0.52, true, OptionalDouble.of(3e-8)),
                latency(1)));
        return Runs.of(HALF, rows, "A note.");
    }

    private static List<Figures> figures(
            int seeds, long parameters, double removed, boolean last, OptionalDouble fidelity) {
        List<Figures> figures = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            figures.add(new Figures(
                    parameters,
                    parameters,
                    10 * parameters,
                    10 * parameters,
                    4 * parameters,
                    removed,
                    0.9 + 0.01 * seed,
                    last ? OptionalDouble.of(0.9 + 0.01 * seed) : OptionalDouble.empty(),
                    fidelity,
                    "0".repeat(64)));
        }
        return figures;
    }

    private static Optional<Latency> latency(double millis) {
        return Optional.of(new Latency(millis, 1.5 * millis, 100, 32, List.of(1L, 8L, 8L), "processor", "backend", 1));
    }
}
