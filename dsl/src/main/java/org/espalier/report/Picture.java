package org.espalier.report;

import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture made of pixels, as one that needs no script and no network.
 *
 * <pre>{@code
 * images(mnist().test().features(), 100)
 * }</pre>
 *
 * @param title what it is of, also the plain-text form
 * @param image its pixels
 * @param width how wide it is shown; its height follows
 * @param notes what a reader has to know: what was left out, what black means
 */
public record Picture(String title, BufferedImage image, int width, List<String> notes) {

    /** Copies the list. */
    public Picture {
        notes = List.copyOf(notes);
    }

    /** The picture in an {@code <img>} with its title and notes, the same PNG by itself, and the words alone. */
    public Rendering rendering() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("text/html", Html.paragraph(title) + html() + "<br>\n" + Html.small(notes));
        forms.put("image/png", Base64.getEncoder().encodeToString(png()));
        StringBuilder plain = new StringBuilder("[picture: " + title + "]");
        notes.forEach(note -> plain.append(System.lineSeparator()).append(note));
        forms.put(Rendering.PLAIN, plain.toString());
        return new Rendering(forms);
    }

    /** An {@code <img>}: an untrusted notebook shows it. */
    String html() {
        return "<img alt=\"%s\" width=\"%d\" src=\"data:image/png;base64,%s\">\n"
                .formatted(Html.escape(title), width, Base64.getEncoder().encodeToString(png()));
    }

    /** The picture as a PNG file. */
    public byte[] png() {
        return Png.of(image);
    }
}
