package org.espalier.data;

/**
 * Says that a dataset could not be had as asked. The message names the file or source, what was expected, what was
 * found, and what to do.
 */
public final class DataException extends RuntimeException {

    /** A problem found by looking at the data. */
    public DataException(String message) {
        super(message);
    }

    /** A problem reported by the system while reading the data. */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message; there always is one. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
