package org.espalier.data;

import java.util.Map;

/** A place where the four files of a published set may be found. */
interface Source {

    /** What a list of tried places calls it. */
    String name();

    /**
     * Looks for the set here; only verified files are found.
     *
     * @throws DataException when a file that the user put here is not what it claims to be
     */
    Attempt find(PublishedSet set);

    /** What came of looking. */
    sealed interface Attempt {}

    /** All four files, verified, and the phrase that says where they came from. */
    record Found(Map<Part, IdxFile> files, String source) implements Attempt {}

    /** Why there is nothing to be had, in a few words. */
    record Missing(String reason) implements Attempt {}
}
