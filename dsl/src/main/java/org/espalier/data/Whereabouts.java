package org.espalier.data;

/**
 * Whether a public set is on this machine, and where from.
 *
 * @param set the set's name
 * @param state what a look at this machine found
 * @param detail where it lies, where it would come from, or what is wrong with it
 */
public record Whereabouts(String set, State state, String detail) {

    /** What a look at this machine found. */
    public enum State {
        /** All files, verified. */
        HERE,
        /** Not all files. */
        LACKING,
        /** A file that is not what it claims to be; nothing is loaded until it is gone. */
        BROKEN
    }
}
