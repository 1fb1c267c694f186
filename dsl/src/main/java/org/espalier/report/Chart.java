package org.espalier.report;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One or more plots side by side, as pictures that need no script and no network.
 *
 * @param title in words, also the plain-text form
 * @param plots XChart plots, left to right
 * @param notes what a reader has to know, shown below
 */
public record Chart(
        String title, List<? extends org.knowm.xchart.internal.chartpart.Chart<?, ?>> plots, List<String> notes) {
    private static final int DENSITY = 2;

    /** Copies the lists. */
    public Chart {
        plots = List.copyOf(plots);
        notes = List.copyOf(notes);
    }

    /** Without notes. */
    public Chart(String title, List<? extends org.knowm.xchart.internal.chartpart.Chart<?, ?>> plots) {
        this(title, plots, List.of());
    }

    /** The plots in one {@code <img>} that holds its picture, the same PNG by itself, and the title. */
    public Rendering rendering() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("text/html", html() + (notes.isEmpty() ? "" : "<br>\n" + Html.small(notes)));
        forms.put("image/png", Base64.getEncoder().encodeToString(png()));
        StringBuilder plain = new StringBuilder("[chart: " + title + "]");
        notes.forEach(note -> plain.append(System.lineSeparator()).append(note));
        forms.put(Rendering.PLAIN, plain.toString());
        return new Rendering(forms);
    }

    /** An {@code <img>}: an untrusted notebook shows it, an inline {@code <svg>} it would strip. */
    String html() {
        return "<img alt=\"%s\" width=\"%d\" src=\"data:image/png;base64,%s\">\n"
                .formatted(Html.escape(title), width(), Base64.getEncoder().encodeToString(png()));
    }

    /** All plots in one PNG picture, with {@value #DENSITY} pixels for each that is asked for, for sharp screens. */
    public byte[] png() {
        int height = plots.stream().mapToInt(plot -> plot.getHeight()).max().orElse(1);
        BufferedImage all = new BufferedImage(DENSITY * width(), DENSITY * height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = all.createGraphics();
        graphics.scale(DENSITY, DENSITY);
        for (org.knowm.xchart.internal.chartpart.Chart<?, ?> plot : plots) {
            plot.paint(graphics, plot.getWidth(), plot.getHeight());
            graphics.translate(plot.getWidth(), 0);
        }
        graphics.dispose();
        return Png.of(all);
    }

    private int width() {
        return plots.stream().mapToInt(plot -> plot.getWidth()).sum();
    }
}
