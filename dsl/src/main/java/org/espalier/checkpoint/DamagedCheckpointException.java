package org.espalier.checkpoint;

/** A checkpoint whose bytes are not those that were written. */
public final class DamagedCheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Which file it is, and what is wrong with it. */
    public DamagedCheckpointException(String message) {
        super(message);
    }
}
