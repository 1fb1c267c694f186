package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.Pruning.chart;
import static org.espalier.Pruning.table;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.espalier.engine.Accuracies;
import org.espalier.engine.Sensitivity;
import org.espalier.engine.Sensitivity.Curve;
import org.espalier.engine.Sensitivity.Level;
import org.espalier.recipe.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class SensitivityReportTest {
    private static final Locale BEFORE = Locale.getDefault();

    @AfterEach
    void localeAsItWas() {
        Locale.setDefault(BEFORE);
    }

    @Test
    void aSensitivityReadsLikeThisInAnyCountry() {
        Locale.setDefault(Locale.GERMANY);

        assertThat(Renderer.renderingOf(channels()).plain().lines())
                .containsExactly(
                        "Sensitivity to pruning channels (widths in multiples of 8) by taylor of lenet5, trained for 2 epochs: validation accuracy (%) by the fraction removed, one group at a time, no recovery.",
                        "group  channels  left       10 %   50 %   75 %  ± sd, at most",
                        "-----  --------  --------  -----  -----  -----  -------------",
                        "dense                      97.00  97.00  97.00           1.41",
                        "conv1        20  16 8 8    96.00  60.00  60.00           2.83",
                        "conv2        50  48 24 16  97.50  90.00  80.00           1.41",
                        "Data: patterns. Means over 2 seeds.",
                        "Left: how many at each ratio; a ratio that leaves as many as another is measured once.");
    }

    @Test
    void ofWeightsWithOneSeedThereAreNeitherWidthsNorDeviations() {
        Table table = table(weights());

        assertThat(table.columnNames()).containsExactly("layer", "weights", "50 %", "97.5 %");
        assertThat(table.stringColumn("layer").asList()).containsExactly("dense", "fc1");
        assertThat(table.doubleColumn("97.5 %").get(1)).isEqualTo(70);
    }

    @Test
    void theHeatMapIsAPngThatDarkensWhereAccuracyIsLost() throws IOException {
        Chart chart = chart(channels());
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(chart.png()));

        assertThat(picture.getWidth()).isEqualTo(2 * (160 + 3 * 56));
        assertThat(picture.getHeight()).isEqualTo(2 * (110 + 2 * 28));
        assertThat(chart.rendering().plain()).isEqualTo("[chart: sensitivity to taylor: accuracy lost]");
        assertThat(pixels(picture, 0xE07B39)).as("37 points lost, two cells").isGreaterThan(2 * 56 * 28);
        assertThat(pixels(ImageIO.read(new ByteArrayInputStream(chart(weights()).png())), 0xE07B39))
                .as("one cell")
                .isBetween(56L * 28, pixels(picture, 0xE07B39) - 1);
        assertThat(picture.getRGB(1, 1)).as("white, on a dark page too").isEqualTo(0xFFFFFFFF);
        assertThat(Renderer.renderingOf(channels()).forms().get("text/html"))
                .contains("<table", "data:image/png;base64,");
    }

    private static long pixels(BufferedImage picture, int colour) {
        return Arrays.stream(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                .filter(pixel -> (pixel & 0xFFFFFF) == colour)
                .count();
    }

    private static Sensitivity channels() {
        return new Sensitivity(
                "lenet5, trained for 2 epochs",
                "patterns",
                new Unit.Channels(8),
                "taylor",
                List.of(0.1, 0.5, 0.75),
                List.of(1L, 2L),
                new Accuracies(List.of(0.96, 0.98)),
                List.of(
                        new Curve(
                                "conv1",
                                20,
                                List.of(
                                        level(0.1, 16, 20, 0.95, 0.97),
                                        level(0.5, 8, 20, 0.58, 0.62),
                                        level(0.75, 8, 20, 0.58, 0.62))),
                        new Curve(
                                "conv2",
                                50,
                                List.of(
                                        level(0.1, 48, 50, 0.97, 0.98),
                                        level(0.5, 24, 50, 0.89, 0.91),
                                        level(0.75, 16, 50, 0.79, 0.81)))));
    }

    private static Sensitivity weights() {
        return new Sensitivity(
                "lenet5, as given",
                "patterns",
                new Unit.Weights(),
                "magnitude",
                List.of(0.5, 0.975),
                List.of(1L),
                new Accuracies(List.of(0.97)),
                List.of(new Curve("fc1", 400, List.of(level(0.5, 200, 400, 0.97), level(0.975, 10, 400, 0.7)))));
    }

    private static Level level(double asked, long left, long of, Double... accuracies) {
        Accuracies found = new Accuracies(Arrays.asList(accuracies));
        return new Level(asked, left, 1 - (double) left / of, found, 0.97 - found.mean());
    }
}
