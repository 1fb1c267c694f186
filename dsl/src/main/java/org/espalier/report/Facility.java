package org.espalier.report;

import java.util.List;
import org.espalier.data.ImageSets;
import org.espalier.data.Whereabouts;
import org.espalier.sparse.SparseBackends;

/**
 * Something that this library uses where it finds it: a sparse backend, a public data set.
 *
 * <pre>{@code
 * Facility.backends().forEach(System.out::println);
 * }</pre>
 *
 * @param name what it is called
 * @param state whether it can be used
 * @param detail what was found; where it cannot be used, what is missing and how to get it
 */
public record Facility(String name, State state, String detail) {

    /** Whether a facility can be used. */
    public enum State {
        /** It can. */
        READY,
        /** It isn't here, and the rest works without it. */
        LACKING,
        /** It is damaged: using it is an error. */
        BROKEN
    }

    /** The sparse backends, the preferred first. */
    public static List<Facility> backends() {
        return SparseBackends.all().stream()
                .map(backend -> new Facility(
                        backend.id(),
                        backend.availability().available() ? State.READY : State.LACKING,
                        backend.availability().reason()))
                .toList();
    }

    /** The public data sets; looks at every file that is here, and leaves the network alone. */
    public static List<Facility> datasets() {
        return ImageSets.whereabouts().stream()
                .map(found -> new Facility(found.set(), state(found.state()), found.detail()))
                .toList();
    }

    private static State state(Whereabouts.State state) {
        return switch (state) {
            case HERE -> State.READY;
            case LACKING -> State.LACKING;
            case BROKEN -> State.BROKEN;
        };
    }
}
