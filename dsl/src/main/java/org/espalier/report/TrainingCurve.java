package org.espalier.report;

import java.awt.Color;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.espalier.engine.Progress;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Validation accuracy over the epochs of a run, a line for each training in it, drawn anew in place when there are new
 * points: at most once in two seconds, and at the end. Shown from the third point on, where something can be replaced.
 */
final class TrainingCurve {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int FEWEST = 3;
    private static final int MOST_WORDS = 10;
    private static final Color LINE = new Color(0x0072B2);
    private static final Color OTHER = new Color(0xE69F00);

    private final LongSupplier nanos;
    private final List<Point> points = new ArrayList<>();
    private Display.@Nullable Shown shown;
    private int pointsShown;
    private long lastShown;

    /** The accuracy in percent after an epoch of a task. */
    private record Point(String task, double percent) {}

    TrainingCurve(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(Progress progress) {
        progress.accuracy().ifPresent(accuracy -> points.add(new Point(progress.task(), 100 * accuracy)));
    }

    /** Shows what is new. */
    void show(boolean last) {
        if (points.size() < FEWEST
                || points.size() == pointsShown
                || !Display.current().replaces()) {
            return;
        }
        Display.Shown curve = shown;
        long now = nanos.getAsLong();
        if (curve == null) {
            shown = Display.current().show(rendering());
        } else if (last || now - lastShown >= PAUSE_NANOS) {
            curve.update(rendering());
        } else {
            return;
        }
        lastShown = now;
        pointsShown = points.size();
    }

    private Rendering rendering() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("text/html", new Chart("validation accuracy by epoch", List.of(plot())).html());
        forms.put(
                Rendering.PLAIN,
                "validation accuracy by epoch: %s%s %%"
                        .formatted(
                                points.size() > MOST_WORDS ? "… " : "",
                                points.subList(Math.max(0, points.size() - MOST_WORDS), points.size()).stream()
                                        .map(point -> String.format(Locale.ROOT, "%.1f", point.percent()))
                                        .collect(Collectors.joining(" "))));
        return new Rendering(forms);
    }

    private XYChart plot() {
        XYChart plot = new XYChartBuilder()
                .width(460)
                .height(180)
                .xAxisTitle("epoch")
                .yAxisTitle("validation (%)")
                .build();
        XYStyler style = plot.getStyler();
        style.setXAxisMin(0.5);
        style.setXAxisMax(points.size() + 0.5);
        style.setXAxisDecimalPattern("0");
        style.setYAxisDecimalPattern("0.#");
        style.setLocale(Locale.ROOT);
        style.setChartBackgroundColor(Color.WHITE);
        style.setLegendVisible(false);
        int trainings = 0;
        int begin = 0;
        for (int end = 1; end <= points.size(); end++) {
            if (end == points.size()
                    || !points.get(end).task().equals(points.get(begin).task())) {
                int from = begin;
                XYSeries series = plot.addSeries(
                        "training " + begin,
                        DoubleStream.iterate(from + 1, x -> x + 1)
                                .limit(end - from)
                                .toArray(),
                        points.subList(from, end).stream()
                                .mapToDouble(Point::percent)
                                .toArray());
                Color colour = trainings++ % 2 == 0 ? LINE : OTHER;
                series.setMarkerColor(colour).setLineColor(colour);
                series.setMarker(SeriesMarkers.CIRCLE);
                begin = end;
            }
        }
        return plot;
    }
}
