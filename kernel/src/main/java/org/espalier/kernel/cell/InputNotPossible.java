package org.espalier.kernel.cell;

/**
 * A cell asked for input where nobody can answer. Unchecked, because readers such as {@link java.util.Scanner} swallow
 * what is checked.
 */
public final class InputNotPossible extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** The reason, and what to do instead. */
    public InputNotPossible(String message) {
        super(message);
    }
}
