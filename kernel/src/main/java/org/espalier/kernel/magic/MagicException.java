package org.espalier.kernel.magic;

import java.util.OptionalInt;

/** A magic that was used wrongly, or could not do its work; the message says what to do. */
public final class MagicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final int AT_THE_NAME = -1;

    private final int position;

    /** With a message for the person who wrote the cell. */
    public MagicException(String message) {
        this(message, AT_THE_NAME);
    }

    /**
     * What is wrong at a place of the cell.
     *
     * @param position in the cell
     */
    public MagicException(String message, int position) {
        super(message);
        this.position = position;
    }

    /** Where in the cell it went wrong; empty where the magic itself is to be pointed at. */
    public OptionalInt position() {
        return position == AT_THE_NAME ? OptionalInt.empty() : OptionalInt.of(position);
    }
}
