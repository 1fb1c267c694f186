package org.espalier.kernel.magic;

/** A magic that was used wrongly, or could not do its work; the message says what to do. */
public final class MagicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message for the person who wrote the cell. */
    public MagicException(String message) {
        super(message);
    }
}
