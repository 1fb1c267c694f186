package org.espalier.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.engine.Row;
import org.espalier.engine.Run;
import org.espalier.engine.SweepRun;
import org.espalier.ledger.Ledger;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The networks of runs by two figures: those that no other beats in both are joined, the others are hollow. */
final class ParetoChart {
    private static final Color FRONT = new Color(0x0072B2);
    private static final Color BEATEN = new Color(0x6E7781);
    private static final Color DENSE = Color.BLACK;

    private ParetoChart() {}

    /** A network by its two figures. */
    record Point(String label, boolean dense, double x, double y) {}

    static Chart of(String x, String y, List<Run> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("pareto: expected at least one run");
        }
        NetworkFigure across = NetworkFigure.of(x);
        NetworkFigure up = NetworkFigure.of(y);
        return of(
                across,
                up,
                runs.stream()
                        .flatMap(run -> run.rows().stream().flatMap(row -> {
                            boolean several = run.rows(row.arm()).size() > 1;
                            String label = several ? "%s, step %d".formatted(row.label(), row.step()) : row.label();
                            return points(across, up, label, row);
                        })));
    }

    static Chart of(String x, String y, SweepRun sweep) {
        NetworkFigure across = NetworkFigure.of(x);
        NetworkFigure up = NetworkFigure.of(y);
        boolean models =
                sweep.cells().stream().map(SweepRun.Cell::model).distinct().count() > 1;
        return of(across, up, sweep.cells().stream().flatMap(cell -> {
            String label = cell.row().label();
            return points(across, up, models ? "%s: %s".formatted(cell.model(), label) : label, cell.row());
        }));
    }

    static Chart of(String x, String y, Ledger ledger) {
        NetworkFigure across = NetworkFigure.of(x);
        NetworkFigure up = NetworkFigure.of(y);
        return of(
                across,
                up,
                ledger.entries().stream()
                        .flatMap(entry -> entry.row().stream().flatMap(row -> {
                            String step = row.step() == 0 ? "" : ", step " + row.step();
                            return points(
                                    across,
                                    up,
                                    "run %d, %s%s".formatted(entry.run().id(), row.label(), step),
                                    row);
                        })));
    }

    private static Chart of(NetworkFigure across, NetworkFigure up, Stream<Point> networks) {
        List<Point> points = networks.distinct().toList();
        if (points.isEmpty()) {
            throw new IllegalArgumentException(
                    "pareto: no network of these runs has both \"%s\" and \"%s\"".formatted(across.id(), up.id()));
        }
        List<Point> front = front(across, up, points);
        XYChart plot = new XYChartBuilder()
                .width(560)
                .height(400)
                .xAxisTitle(across.words())
                .yAxisTitle(up.words())
                .build();
        XYStyler style = plot.getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setLegendPosition(Styler.LegendPosition.OutsideS);
        style.setLegendLayout(Styler.LegendLayout.Horizontal);
        style.setLegendBorderColor(Color.WHITE);
        style.setXAxisDecimalPattern("#,##0.###");
        style.setYAxisDecimalPattern("#,##0.###");
        style.setLocale(Locale.ROOT);
        draw(plot, "not beaten in both", front, FRONT, SeriesMarkers.CIRCLE, true);
        draw(
                plot,
                "beaten in both",
                points.stream().filter(point -> !front.contains(point)).toList(),
                BEATEN,
                new Hollow(),
                false);
        draw(plot, "dense", points.stream().filter(Point::dense).toList(), DENSE, SeriesMarkers.DIAMOND, false);
        return new Chart(
                "%s by %s".formatted(up.words(), across.words()),
                List.of(plot),
                front.stream()
                        .map(point -> "Not beaten in both: %s, at %s and %s."
                                .formatted(point.label(), number(point.x()), number(point.y())))
                        .toList());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }

    private static Stream<Point> points(NetworkFigure across, NetworkFigure up, String label, Row row) {
        OptionalDouble x = across.of(row);
        OptionalDouble y = up.of(row);
        return row.arm() != Row.Arm.DENSE_AS_SHIPPED && x.isPresent() && y.isPresent()
                ? Stream.of(new Point(label, row.arm() == Row.Arm.DENSE, x.getAsDouble(), y.getAsDouble()))
                : Stream.empty();
    }

    /** Those that no other point is as good as in both, and better in one; left to right. */
    static List<Point> front(NetworkFigure across, NetworkFigure up, List<Point> points) {
        List<Point> front = new ArrayList<>();
        for (Point point : points) {
            boolean beaten = points.stream()
                    .anyMatch(other -> across.asGood(other.x(), point.x())
                            && up.asGood(other.y(), point.y())
                            && (other.x() != point.x() || other.y() != point.y()));
            if (!beaten) {
                front.add(point);
            }
        }
        front.sort(Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y));
        return front;
    }

    private static void draw(
            XYChart plot, String name, List<Point> points, Color colour, Marker marker, boolean joined) {
        if (points.isEmpty()) {
            return;
        }
        XYSeries series = plot.addSeries(
                name,
                points.stream().mapToDouble(Point::x).toArray(),
                points.stream().mapToDouble(Point::y).toArray());
        series.setMarkerColor(colour).setLineColor(colour);
        series.setMarker(marker);
        if (!joined) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        }
    }

    /** A ring. */
    private static final class Hollow extends Marker {
        @Override
        public void paint(Graphics2D graphics, double x, double y, int size) {
            graphics.setStroke(new BasicStroke(1.5f));
            double half = size / 2.0;
            Ellipse2D ring = new Ellipse2D.Double(x - half, y - half, size, size);
            Color colour = graphics.getColor();
            graphics.setColor(Color.WHITE);
            graphics.fill(ring);
            graphics.setColor(colour);
            graphics.draw(ring);
        }
    }
}
