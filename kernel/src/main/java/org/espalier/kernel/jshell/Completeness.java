package org.espalier.kernel.jshell;

/** Whether text can be run as it stands. */
public enum Completeness {
    /** It can. */
    COMPLETE,
    /** It is the beginning of something. */
    INCOMPLETE,
    /** No continuation would make it right. */
    INVALID
}
