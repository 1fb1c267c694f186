package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.batchNormScale;
import static org.espalier.Pruning.convolutions;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.featureBoosting;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.gateChannels;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.pareto;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.taylor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.data.ImageSets;
import org.espalier.engine.Experiment;
import org.espalier.engine.Figures;
import org.espalier.engine.Plan;
import org.espalier.engine.Row;
import org.espalier.engine.Run;
import org.espalier.engine.Runs;
import org.espalier.recipe.Recipe;
import org.espalier.report.ParetoChart.Point;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;

class ParetoAndPartsTest {
    private static final Recipe HALF = pruneChannels(8)
            .by(taylor())
            .to(macsAtMost(0.5))
            .in(convolutions().except("conv1"))
            .over(cubic(2))
            .then(fineTune(1))
            .named("half");

    @Test
    void onTheFrontAreThoseThatNoOtherBeatsInBoth() {
        Point cheap = point("cheap", 1, 80);
        Point twin = point("twin", 1, 80);
        Point worse = point("worse", 2, 79);
        Point dearer = point("as accurate and dearer", 4, 95);
        Point best = point("best", 3, 95);
        Point middle = point("middle", 2, 90);

        assertThat(ParetoChart.front(
                        NetworkFigure.PARAMETERS,
                        NetworkFigure.ACCURACY,
                        List.of(worse, best, dearer, cheap, middle, twin)))
                .containsExactly(cheap, twin, middle, best);
        assertThat(ParetoChart.front(
                        NetworkFigure.ACCURACY,
                        NetworkFigure.PARAMETERS,
                        List.of(point("a", 90, 5), point("b", 95, 5))))
                .extracting(Point::label)
                .as("more accuracy is better on either axis")
                .containsExactly("b");
    }

    @Test
    void theNotesNameTheFrontAndDenseNetworksOfRunsAreOne() {
        Chart chart = pareto("parameters", "accuracy", run("a", 500, 0.9), run("b", 700, 0.85));

        assertThat(chart.rendering().plain().lines())
                .containsExactly(
                        "[chart: validation accuracy (%) by parameters that are not zero]",
                        "Not beaten in both: a, at 500 and 90.", "Not beaten in both: dense, at 1,000 and 95.");
        assertThat(chart.png()).startsWith(0x89, 'P', 'N', 'G');
        assertThat(Renderer.renderingOf(chart).forms()).containsKeys("text/html", "image/png", "text/plain");
    }

    @Test
    void anUnknownFigureOrOneThatNothingHasIsRefused() {
        assertThatThrownBy(() -> pareto("latncy", "accuracy", run("a", 500, 0.9)))
                .hasMessage("no figure \"latncy\"; did you mean \"latency\"?; there are [accuracy, test, latency,"
                        + " parameters, macs, bytes]");
        assertThatThrownBy(() -> pareto("latency", "accuracy", run("a", 500, 0.9)))
                .hasMessage("pareto: no network of these runs has both \"latency\" and \"accuracy\"");
        assertThatThrownBy(() -> pareto("latency", "accuracy")).hasMessage("pareto: expected at least one run");
    }

    @Test
    void aRecipeIsItsSentenceAndItsYamlWithEveryParameter() {
        assertThat(Renderer.renderingOf(HALF).plain().lines())
                .containsExactly(
                        HALF.toString(),
                        "  schema: 1",
                        "  recipe: half",
                        "  prune: {unit: channels, roundTo: 8, aggregate: mean, normalisation: none}",
                        "  by:",
                        "    taylor: {batches: 8}",
                        "  to: {macsAtMost: 0.5}",
                        "  in:",
                        "    layers: convolutions",
                        "    except: [conv1]",
                        "    rank: perLayer",
                        "  start: trained",
                        "  over:",
                        "    cubic: {steps: 2, initial: 0.0}",
                        "  then:",
                        "  - fineTune: {epochs: 1, learningRate: 0.001, decay: constant}",
                        "  seed: 42");
        assertThat(Renderer.renderingOf(HALF.named("a < b")).forms().get("text/html"))
                .startsWith("<p><b>a &lt; b</b><br>Prune channels")
                .contains("<pre>schema: 1\nrecipe: a &lt; b\n")
                .endsWith("seed: 42</pre>\n");
        assertThat(Renderer.renderingOf(gateChannels(featureBoosting(0.5)).whileTraining(3))
                        .plain())
                .contains("  whileTraining: 3");
    }

    @Test
    void belowAPlansTableItsGroupsAreATree() {
        Plan plan = Experiment.of(Zoo.resnet8(4, new Images(1, 28, 28, 10)), ImageSets.mnistSubset())
                .explain(
                        pruneChannels().by(batchNormScale()).to(macsAtMost(0.5)).in(convolutions()));

        Rendering rendering = Renderer.renderingOf(plan);

        assertThat(rendering
                        .plain()
                        .lines()
                        .dropWhile(line -> !line.startsWith("Channels"))
                        .toList())
                .startsWith(
                        "Channels that fall together",
                        "├─ conv1: 4 → 2 channels",
                        "│  ├─ made by conv1, stage1.block1.conv2",
                        "│  ├─ passed on by bn1, stage1.block1.bn2",
                        "│  ├─ read by stage1.block1.conv1, stage2.block1.shortcut, stage2.block1.conv1",
                        "│  └─ coupled by stage1.block1.add (Add)",
                        "├─ stage1.block1.conv1: 4 → 2 channels")
                .endsWith(
                        "└─ output: 10 channels, kept: its channels are the network's outputs", "   └─ made by output");
        assertThat(rendering.forms().get("text/html"))
                .contains("<ul>\n<li><b>conv1</b>: ", "<li>coupled by stage1.block1.add (Add)</li>");
    }

    private static Point point(String label, double x, double y) {
        return new Point(label, false, x, y);
    }

    private static Run run(String name, long parameters, double accuracy) {
        List<Row> rows = new ArrayList<>();
        rows.add(row(Row.Arm.DENSE_AS_SHIPPED, "dense, DL4J as shipped", 1000, 0.95));
        rows.add(row(Row.Arm.DENSE, "dense", 1000, 0.95));
        rows.add(row(Row.Arm.RECIPE, name, parameters, accuracy));
        return Runs.of(HALF.named(name), rows);
    }

    private static Row row(Row.Arm arm, String label, long parameters, double accuracy) {
        Figures figures = new Figures(
                parameters,
                parameters,
                parameters,
                parameters,
                parameters,
                0,
                accuracy,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "0");
        return new Row(arm, label, 0, OptionalDouble.empty(), List.of(figures), Optional.empty());
    }
}
