package org.espalier.report;

import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.engine.Sensitivity;
import org.espalier.engine.Sensitivity.Curve;
import org.espalier.recipe.Unit;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.HeatMapStyler;

/** A sensitivity as a heat map: accuracy lost, a row for each layer or group and a column for each ratio. */
final class SensitivityMap {
    private static final int CELL_WIDTH = 56;
    private static final int CELL_HEIGHT = 28;
    private static final int MARGIN_WIDTH = 160;
    private static final int MARGIN_HEIGHT = 110;

    /** From nothing lost to all: both light enough for black figures. */
    private static final Color[] COLOURS = {Color.WHITE, new Color(0xF0C060), new Color(0xE07B39)};

    private SensitivityMap() {}

    static Chart of(Sensitivity sensitivity) {
        List<String> ratios =
                sensitivity.ratios().stream().map(SensitivityTable::percent).toList();
        List<String> names = new ArrayList<>();
        List<Number[]> cells = new ArrayList<>();
        double largest = 0.01;
        int rows = sensitivity.layers().size();
        for (int row = 0; row < rows; row++) {
            // The plot counts from below, and the table from above.
            Curve curve = sensitivity.layers().get(rows - 1 - row);
            names.add(curve.name());
            for (int column = 0; column < ratios.size(); column++) {
                double points = tenth(100 * curve.levels().get(column).drop());
                largest = Math.max(largest, points);
                cells.add(new Number[] {column, row, points});
            }
        }
        HeatMapChart plot = new HeatMapChartBuilder()
                .width(MARGIN_WIDTH + CELL_WIDTH * ratios.size())
                .height(MARGIN_HEIGHT + CELL_HEIGHT * rows)
                .title("validation accuracy lost (points)")
                .xAxisTitle(
                        sensitivity.prune() instanceof Unit.Channels channels
                                ? channels.piece().plural() + " removed from the group"
                                : "weights removed from the layer")
                .build();
        HeatMapStyler style = plot.getStyler();
        style.setMin(0)
                .setMax(largest)
                .setRangeColors(COLOURS)
                .setShowValue(true)
                .setDrawBorder(true);
        style.setLocale(Locale.ROOT);
        style.setHeatMapValueDecimalPattern("0.0");
        style.setValueFontColor(Color.BLACK);
        style.setValueFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        style.setChartBackgroundColor(Color.WHITE);
        style.setLegendBorderColor(Color.WHITE);
        style.setPlotContentSize(1);
        // A label for each row and column, and the figures in the cells instead of a legend.
        style.setXAxisTickMarkSpacingHint(CELL_WIDTH / 2).setYAxisTickMarkSpacingHint(CELL_HEIGHT / 2);
        style.setLegendVisible(false);
        style.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        plot.addSeries("drop", ratios, names, cells);
        return new Chart("sensitivity to %s: accuracy lost".formatted(sensitivity.criterion()), List.of(plot));
    }

    /** Rounded before the plot rounds: a small gain must not read "-0.0". */
    private static double tenth(double points) {
        return Math.round(10 * points) / 10.0;
    }
}
