package org.espalier.report;

import java.awt.Color;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.espalier.engine.Progress;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Validation accuracy over the epochs of a run, a line for each network that is trained in it, drawn anew in place when
 * there are new points: at most once in two seconds, and at the end. Shown from the third point on, where something can
 * be replaced. The latest networks are named; of a long sweep the former ones are grey.
 */
final class TrainingCurve {
    private static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int FEWEST = 3;
    private static final int MOST_WORDS = 10;
    private static final int MOST_NAMES = 6;
    private static final int HEIGHT = 180;
    private static final int LEGEND = 10;
    private static final int NAME = 20;
    private static final Color FORMER = new Color(0xA8B0B8);

    /** Colours that people with colour blindness can tell apart (Okabe and Ito). */
    private static final List<Color> COLOURS = List.of(
            new Color(0xE69F00),
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0x56B4E9));

    private final LongSupplier nanos;
    private final List<Point> points = new ArrayList<>();
    private Display.@Nullable Shown shown;
    private int pointsShown;
    private long lastShown;

    /** The accuracy in percent of a network after an epoch. */
    private record Point(String network, double percent) {}

    TrainingCurve(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(Progress progress) {
        progress.accuracy()
                .ifPresent(accuracy -> points.add(new Point(
                        progress.network().isEmpty() ? progress.task() : progress.network(), 100 * accuracy)));
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

    XYChart plot() {
        List<String> networks = points.stream().map(Point::network).distinct().toList();
        List<String> named = networks.subList(Math.max(0, networks.size() - MOST_NAMES), networks.size());
        boolean hasLegend = networks.size() > 1;
        XYChart plot = new XYChartBuilder()
                .width(460)
                .height(HEIGHT + (hasLegend ? LEGEND + NAME * named.size() : 0))
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
        style.setLegendVisible(hasLegend);
        style.setLegendPosition(Styler.LegendPosition.OutsideS);
        style.setLegendPadding(4);
        style.setLegendSeriesLineLength(24);
        style.setLegendBorderColor(Color.WHITE);
        Set<String> drawn = new HashSet<>();
        int begin = 0;
        for (int end = 1; end <= points.size(); end++) {
            if (end < points.size()
                    && points.get(end).network().equals(points.get(begin).network())) {
                continue;
            }
            String network = points.get(begin).network();
            // Trained once for each seed: another line of the same colour, and of no name.
            boolean isFirst = drawn.add(network);
            XYSeries series = plot.addSeries(
                    isFirst ? network : network + " from epoch " + (begin + 1),
                    DoubleStream.iterate(begin + 1, x -> x + 1)
                            .limit(end - begin)
                            .toArray(),
                    points.subList(begin, end).stream()
                            .mapToDouble(Point::percent)
                            .toArray());
            boolean isNamed = named.contains(network);
            Color colour = isNamed ? COLOURS.get(networks.indexOf(network) % COLOURS.size()) : FORMER;
            series.setMarkerColor(colour).setLineColor(colour);
            series.setMarker(SeriesMarkers.CIRCLE);
            series.setShowInLegend(isFirst && isNamed);
            begin = end;
        }
        return plot;
    }
}
