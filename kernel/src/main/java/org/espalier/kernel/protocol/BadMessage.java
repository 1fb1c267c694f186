package org.espalier.kernel.protocol;

/** A message, or a part of one, that isn't what the protocol says; the text tells what was expected and found. */
final class BadMessage extends Exception {
    private static final long serialVersionUID = 1;

    BadMessage(String problem) {
        super(problem);
    }
}
