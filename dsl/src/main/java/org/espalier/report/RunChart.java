package org.espalier.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.engine.Run;
import org.espalier.measure.Latency;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Accuracy and latency of a run against the fraction of parameters removed. */
final class RunChart {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 320;
    private static final int TICK = 36;

    /** Colours that people with colour blindness can tell apart (Okabe and Ito). */
    private static final Map<Row.Arm, Color> COLOURS = Map.of(
            Row.Arm.RECIPE, new Color(0x0072B2),
            Row.Arm.RANDOM_CONTROL, new Color(0xD55E00),
            Row.Arm.REINITIALISED_CONTROL, new Color(0xCC79A7),
            Row.Arm.SMALL_DENSE_CONTROL, new Color(0x009E73));

    /** Arms of a single network, drawn as a point. */
    private static final Set<Row.Arm> POINTS = EnumSet.of(Row.Arm.REINITIALISED_CONTROL, Row.Arm.SMALL_DENSE_CONTROL);

    private final Run run;

    private RunChart(Run run) {
        this.run = run;
    }

    static Chart of(Run run) {
        return new RunChart(run).chart();
    }

    private Chart chart() {
        XYChart accuracy = plot("validation accuracy (%)");
        XYChart latency = plot("latency (ms, median)");
        for (Row.Arm arm : List.of(
                Row.Arm.RECIPE, Row.Arm.RANDOM_CONTROL, Row.Arm.REINITIALISED_CONTROL, Row.Arm.SMALL_DENSE_CONTROL)) {
            draw(accuracy, arm, row -> OptionalDouble.of(100 * row.mean(Figures::validationAccuracy)), true);
            draw(
                    latency,
                    arm,
                    row -> row.latency()
                            .map(Latency::medianMillis)
                            .map(OptionalDouble::of)
                            .orElse(OptionalDouble.empty()),
                    false);
        }
        latency.getStyler().setYAxisMin(0.0);
        return new Chart(
                run.recipe().name() + ": accuracy and latency against parameters removed", List.of(accuracy, latency));
    }

    private void draw(XYChart plot, Row.Arm arm, Function<Row, OptionalDouble> figure, boolean bars) {
        List<Row> rows = new ArrayList<>();
        if (!POINTS.contains(arm)) {
            rows.addAll(run.rows(Row.Arm.DENSE));
        }
        List<Row> own = run.rows(arm);
        rows.addAll(own);
        rows.removeIf(row -> figure.apply(row).isEmpty());
        if (own.isEmpty() || rows.isEmpty()) {
            return;
        }
        double[] x = rows.stream().mapToDouble(this::removed).toArray();
        double[] y = rows.stream()
                .mapToDouble(row -> figure.apply(row).orElse(Double.NaN))
                .toArray();
        double[] sd = rows.stream()
                .mapToDouble(row -> 100 * row.sd(Figures::validationAccuracy).orElse(0))
                .toArray();
        String label = own.get(0).label();
        XYSeries series =
                bars && own.get(0).figures().size() > 1 ? plot.addSeries(label, x, y, sd) : plot.addSeries(label, x, y);
        Color colour = COLOURS.getOrDefault(arm, Color.GRAY);
        series.setMarkerColor(colour).setLineColor(colour);
        series.setMarker(
                switch (arm) {
                    case RECIPE -> SeriesMarkers.CIRCLE;
                    case RANDOM_CONTROL -> SeriesMarkers.DIAMOND;
                    case REINITIALISED_CONTROL -> SeriesMarkers.TRIANGLE_UP;
                    default -> SeriesMarkers.SQUARE;
                });
        if (POINTS.contains(arm)) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        }
    }

    private double removed(Row row) {
        double dense = run.last(Row.Arm.DENSE).mean(Figures::parameters);
        return 100 * (1 - row.mean(Figures::nonZeroParameters) / dense);
    }

    private static XYChart plot(String yTitle) {
        XYChart plot = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("parameters removed (%)")
                .yAxisTitle(yTitle)
                .build();
        plot.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendBorderColor(Color.WHITE);
        plot.getStyler().setXAxisTickMarkSpacingHint(TICK);
        return plot;
    }
}
