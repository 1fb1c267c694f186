package org.espalier.kernel.render;

import java.util.regex.Pattern;

/** Terminal colours. Jupyter understands them in tracebacks, so they are used there and nowhere else. */
public enum Ansi {
    /** For what went wrong. */
    RED("31"),
    /** For where. */
    CYAN("36"),
    /** For what matters less. */
    DIM("2");

    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[[0-9;]*m");

    private final String code;

    Ansi(String code) {
        this.code = code;
    }

    /** The text in this colour; each line is painted for itself, because front ends break lines apart. */
    public String paint(String text) {
        return text.isEmpty()
                ? text
                : "\u001b[" + code + "m" + text.replace("\n", "\u001b[0m\n\u001b[" + code + "m") + "\u001b[0m";
    }

    /** The text without any colour. */
    public static String strip(String text) {
        return ESCAPE.matcher(text).replaceAll("");
    }
}
