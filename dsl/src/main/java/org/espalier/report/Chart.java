package org.espalier.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;

/**
 * One or more plots side by side, as pictures that need no script and no network.
 *
 * @param title in words, also the plain-text form
 * @param plots XChart plots, left to right
 */
public record Chart(String title, List<XYChart> plots) {

    /** Copies the list. */
    public Chart {
        plots = List.copyOf(plots);
    }

    /** The plots as {@code <img>} elements holding SVG, a PNG of all of them, and the title. */
    public Rendering rendering() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("text/html", html());
        forms.put("image/png", Base64.getEncoder().encodeToString(png()));
        forms.put(Rendering.PLAIN, "[chart: " + title + "]");
        return new Rendering(forms);
    }

    /** One {@code <img>} per plot; inline {@code <svg>} would be stripped from an untrusted notebook. */
    String html() {
        StringBuilder html = new StringBuilder();
        for (XYChart plot : plots) {
            html.append("<img alt=\"%s\" width=\"%d\" src=\"data:image/svg+xml;base64,%s\">\n"
                    .formatted(
                            Html.escape(title),
                            plot.getWidth(),
                            Base64.getEncoder().encodeToString(svg(plot))));
        }
        return html.toString();
    }

    /** All plots in one PNG picture. */
    public byte[] png() {
        int width = plots.stream().mapToInt(XYChart::getWidth).sum();
        int height = plots.stream().mapToInt(XYChart::getHeight).max().orElse(1);
        BufferedImage all = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        int x = 0;
        for (XYChart plot : plots) {
            graphics.drawImage(BitmapEncoder.getBufferedImage(plot), x, 0, null);
            x += plot.getWidth();
        }
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(all, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] svg(XYChart plot) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(plot, out, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
