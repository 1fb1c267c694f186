package org.espalier.kernel.render;

import java.util.List;

/**
 * Why a cell failed, as Jupyter wants it told.
 *
 * @param name what kind of failure: an exception's simple name, {@code CompilationException}, {@code KeyboardInterrupt}
 * @param message its message; empty where there is none
 * @param traceback the whole story in lines, coloured with {@link Ansi}
 */
public record CellError(String name, String message, List<String> traceback) {

    /** Copies the lines. */
    public CellError {
        traceback = List.copyOf(traceback);
    }

    /** The traceback as one text without colours, for files and for terminals that show none. */
    public String plain() {
        return Ansi.strip(String.join("\n", traceback));
    }
}
