package org.espalier.sparse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import org.espalier.text.NearestName;

/**
 * The sparse backends on the class path, found by {@link ServiceLoader}.
 *
 * <pre>{@code
 * SparseBackends.best().id()
 * SparseBackends.describe().forEach(System.out::println)
 * }</pre>
 */
public final class SparseBackends {
    private static final System.Logger LOGGER = System.getLogger(SparseBackends.class.getName());
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private SparseBackends() {}

    /** Every backend, available or not, the highest rank first. */
    public static List<SparseBackend> all() {
        List<SparseBackend> found = new ArrayList<>();
        ServiceLoader.load(SparseBackend.class, SparseBackend.class.getClassLoader())
                .forEach(found::add);
        return byRank(found);
    }

    /**
     * The available backend of the highest rank. The first call logs which better ones cannot run here and how to get
     * them.
     *
     * @throws IllegalStateException if none is available, not even the reference: the class path is incomplete
     */
    public static SparseBackend best() {
        List<SparseBackend> all = all();
        SparseBackend best = best(all);
        if (SAID.compareAndSet(false, true)) {
            passedOver(all).forEach(line -> LOGGER.log(System.Logger.Level.WARNING, line));
        }
        return best;
    }

    /**
     * The backend of this id.
     *
     * @throws IllegalArgumentException if there is none; names the nearest
     * @throws IllegalStateException if it cannot run here; says what is missing and how to get it
     */
    public static SparseBackend named(String id) {
        return named(id, all());
    }

    /** One line for each backend, the highest rank first: chosen or not, its id, its rank, and why. */
    public static List<String> describe() {
        return describe(all());
    }

    static List<SparseBackend> byRank(List<SparseBackend> backends) {
        return backends.stream()
                .sorted(Comparator.comparingInt(SparseBackend::rank).reversed().thenComparing(SparseBackend::id))
                .toList();
    }

    static SparseBackend best(List<SparseBackend> byRank) {
        return byRank.stream()
                .filter(backend -> backend.availability().available())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no sparse backend can run, found %s; the espalier-dsl jar brings \"reference\", is it complete?"
                                .formatted(ids(byRank))));
    }

    /** One line for each backend that would have been chosen had it been available. */
    static List<String> passedOver(List<SparseBackend> byRank) {
        SparseBackend best = best(byRank);
        return byRank.stream()
                .takeWhile(backend -> backend != best)
                .map(backend -> "sparse backend %s cannot run here, using %s: %s"
                        .formatted(
                                backend.id(), best.id(), backend.availability().reason()))
                .toList();
    }

    static SparseBackend named(String id, List<SparseBackend> byRank) {
        SparseBackend named = byRank.stream()
                .filter(backend -> backend.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no sparse backend \"%s\"; the class path has %s%s"
                        .formatted(id, ids(byRank), NearestName.hint(id, ids(byRank)))));
        if (!named.availability().available()) {
            throw new IllegalStateException("sparse backend %s cannot run here: %s"
                    .formatted(id, named.availability().reason()));
        }
        return named;
    }

    static List<String> describe(List<SparseBackend> byRank) {
        SparseBackend best = best(byRank);
        int width = ids(byRank).stream().mapToInt(String::length).max().orElse(1);
        return byRank.stream()
                .map(backend -> "%s %s  rank %3d  %s: %s"
                        .formatted(
                                backend == best ? "*" : " ",
                                backend.id() + " ".repeat(width - backend.id().length()),
                                backend.rank(),
                                backend.availability().available() ? "available" : "missing  ",
                                backend.availability().reason()))
                .toList();
    }

    private static List<String> ids(List<SparseBackend> backends) {
        return backends.stream().map(SparseBackend::id).toList();
    }
}
