package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.engine.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;

class ProgressLineTest {
    private final List<Rendering> shown = new ArrayList<>();
    private final List<String> updated = new ArrayList<>();
    private Display before;
    private long millis;

    @BeforeEach
    void recordWhatIsShown() {
        before = Display.install(rendering -> {
            shown.add(rendering);
            return update -> updated.add(update.plain());
        });
    }

    @AfterEach
    void displayAsItWas() {
        Display.install(before);
    }

    @Test
    void oneLineIsShownAndReplacedInPlaceFourTimesASecond() {
        ProgressLine line = new ProgressLine(this::nanos);

        for (int i = 0; i < 10_000; i++) {
            line.onProgress(event(i, 10_000));
            millis++;
        }
        line.onProgress(new Progress("done", 1, "validation accuracy 97.80 %"));

        assertThat(shown).extracting(Rendering::plain).containsExactly("  0 % · train · 0:00 so far");
        assertThat(updated).hasSize(39 + 1);
        assertThat(updated.get(20)).isEqualTo(" 52 % · train · 1,000 batches/s · 0:04 left");
        assertThat(updated.get(updated.size() - 1)).isEqualTo("done in 0:10 · validation accuracy 97.80 %");
    }

    @Test
    void whereNothingIsReplacedALineComesEveryFiveSecondsAndOneAtTheEnd() {
        List<String> lines = new ArrayList<>();
        Display.install(new Display() {
            @Override
            public Shown show(Rendering rendering) {
                lines.add(rendering.plain());
                return update -> lines.add(update.plain());
            }

            @Override
            public boolean replaces() {
                return false;
            }
        });
        ProgressLine line = new ProgressLine(this::nanos);

        for (int i = 0; i < 12_000; i++) {
            line.onProgress(new Progress("train", i / 12_000.0, "", i, OptionalDouble.of(0.5)));
            millis++;
        }
        line.onProgress(new Progress("done", 1, ""));

        assertThat(lines)
                .containsExactly(
                        "  0 % · train · 0:00 so far",
                        " 41 % · train · 1,000 batches/s · 0:06 left",
                        " 83 % · train · 1,000 batches/s · 0:01 left",
                        "done in 0:12");
    }

    @Test
    void standardOutputReplacesNothing() {
        assertThat(before.replaces()).isFalse();
        assertThat(Display.current().replaces()).isTrue();
    }

    @Test
    void theLineSaysTheTaskTheFigureTheRateAndTheTimeLeft() {
        Rendering rendering = ProgressLine.rendering(
                new Progress("step 1 of 2: <fine-tune>", 0.25, "validation accuracy 91.00 %"),
                Duration.ofSeconds(30),
                OptionalDouble.of(7.25));

        assertThat(rendering.plain())
                .isEqualTo(
                        " 25 % · step 1 of 2: <fine-tune> · validation accuracy 91.00 % · 7.3 batches/s · 1:30 left");
        assertThat(rendering.forms().get("text/html"))
                .startsWith("<progress max=\"1\" value=\"0.250\"></progress> ")
                .contains("&lt;fine-tune&gt;");
        assertThat(ProgressLine.rendering(new Progress("t", 0.1, ""), Duration.ofMinutes(10), OptionalDouble.empty())
                        .plain())
                .isEqualTo(" 10 % · t · 1:30:00 left");
    }

    @Test
    void aCurveIsShownFromTheThirdEpochOnAndDrawnAnewWhenThereAreNewPointsOnly() {
        ProgressLine line = new ProgressLine(this::nanos);
        for (int epoch = 1; epoch <= 5; epoch++) {
            line.onProgress(new Progress("train", epoch / 6.0, "", epoch, OptionalDouble.of(0.9 + epoch / 100.0)));
            millis += 2_100;
            line.onProgress(new Progress("train", epoch / 6.0, "", epoch, OptionalDouble.empty()));
            line.onProgress(new Progress("train", epoch / 6.0, "", epoch, OptionalDouble.empty()));
        }
        line.onProgress(new Progress("train", 0.95, "", 6, OptionalDouble.of(0.96)));
        line.onProgress(new Progress("done", 1, ""));

        assertThat(shown).hasSize(2);
        assertThat(shown.get(1).plain()).isEqualTo("validation accuracy by epoch: 91.0 92.0 93.0 %");
        assertThat(shown.get(1).forms().get("text/html")).startsWith("<img alt=\"validation accuracy by epoch\"");
        assertThat(updated.stream().filter(text -> text.startsWith("validation")))
                .containsExactly(
                        "validation accuracy by epoch: 91.0 92.0 93.0 94.0 %",
                        "validation accuracy by epoch: 91.0 92.0 93.0 94.0 95.0 %",
                        "validation accuracy by epoch: 91.0 92.0 93.0 94.0 95.0 96.0 %");
        assertThat(updated).last().asString().startsWith("done in");
    }

    @Test
    void eachNetworkHasALineAndTheLatestHaveNames() {
        TrainingCurve curve = new TrainingCurve(this::nanos);
        for (int seed = 1; seed <= 2; seed++) {
            for (String network : List.of("dense", "half", "control: random scores")) {
                curve.add(after(network, 0.8));
                curve.add(after(network, 0.9));
            }
        }

        XYChart plot = curve.plot();

        assertThat(plot.getSeriesCollection())
                .extracting(XYSeries::getName)
                .containsExactly(
                        "dense",
                        "half",
                        "control: random scores",
                        "dense from epoch 7",
                        "half from epoch 9",
                        "control: random scores from epoch 11");
        assertThat(plot.getSeries("half").getXData()).containsExactly(3, 4);
        assertThat(named(plot)).containsExactly("dense", "half", "control: random scores");
        assertThat(plot.getSeries("half from epoch 9").getLineColor())
                .isEqualTo(plot.getSeries("half").getLineColor())
                .isNotEqualTo(plot.getSeries("dense").getLineColor());
        for (int run = 1; run <= 6; run++) {
            curve.add(after("run " + run, 0.9));
        }
        assertThat(named(curve.plot())).containsExactly("run 1", "run 2", "run 3", "run 4", "run 5", "run 6");
    }

    private static List<String> named(XYChart plot) {
        return plot.getSeriesCollection().stream()
                .filter(XYSeries::isShowInLegend)
                .map(XYSeries::getName)
                .toList();
    }

    private static Progress after(String network, double accuracy) {
        return new Progress(network, "train", 0.5, "", 0, OptionalDouble.of(accuracy));
    }

    @Test
    void theRunsOfASweepAreOneLineThatEndsOnce() {
        List<Progress> events = new ArrayList<>();
        Progress.Listener whole = events::add;

        whole.run(1, 4).onProgress(new Progress("half: score", 0.5, ""));
        whole.run(2, 4).onProgress(new Progress("done", 1, ""));
        whole.run(4, 4).onProgress(new Progress("done", 1, ""));

        assertThat(events)
                .extracting(Progress::task)
                .containsExactly("run 1 of 4 · half: score", "run 2 of 4 · done", "run 4 of 4 · done");
        assertThat(events).extracting(Progress::done).containsExactly(0.125, 0.5, 1.0);
        assertThatThrownBy(() -> whole.run(5, 4)).hasMessage("expected a run from 1 to 4, found 5");
    }

    private static Progress event(int done, int of) {
        return new Progress("train", (double) done / of, "", done, OptionalDouble.empty());
    }

    private long nanos() {
        return Duration.ofMillis(millis).toNanos();
    }
}
