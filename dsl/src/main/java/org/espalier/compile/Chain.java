package org.espalier.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseFormat;
import org.espalier.text.NearestName;

/**
 * Who computes a network: the best backend that runs here, or DL4J itself; never a plain loop in Java, which loses to both.
 *
 * @param runner empty for DL4J itself
 * @param remarks who was passed over, and why
 */
record Chain(Optional<ProgramBackend> runner, List<String> remarks) {
    /** DL4J in the place of a backend's id. */
    static final String DL4J = "dl4j";

    /**
     * The first that runs here.
     *
     * @param backends the best first
     * @param preferred the id of one that comes before the best, if it runs here
     */
    static Chain of(List<SparseBackend> backends, String preferred) {
        List<ProgramBackend> fast = programs(backends).stream()
                .filter(runner -> runner.rank() > 0)
                .sorted((a, b) -> Boolean.compare(b.id().equals(preferred), a.id().equals(preferred)))
                .toList();
        List<String> remarks = new ArrayList<>();
        for (ProgramBackend runner : fast) {
            Optional<String> problem = problem(runner);
            if (problem.isEmpty()) {
                return new Chain(Optional.of(runner), List.copyOf(remarks));
            }
            remarks.add("Backend %s is passed over: %s.".formatted(runner.id(), problem.get()));
        }
        remarks.add(
                fast.isEmpty()
                        ? "DL4J computes everything: no backend for whole networks is on the class path, add espalier-kernels-native."
                        : "DL4J computes everything.");
        return new Chain(Optional.empty(), List.copyOf(remarks));
    }

    /**
     * The one of this id.
     *
     * @throws IllegalArgumentException if there is none; names the nearest
     * @throws IllegalStateException if it cannot run here; says why
     */
    static Chain only(List<SparseBackend> backends, String id) {
        if (id.equals(DL4J)) {
            return new Chain(Optional.empty(), List.of("DL4J computes everything, as asked."));
        }
        List<String> ids = new ArrayList<>();
        for (ProgramBackend runner : programs(backends)) {
            if (runner.id().equals(id)) {
                problem(runner).ifPresent(problem -> {
                    throw new IllegalStateException("backend \"%s\" was asked for, but %s".formatted(id, problem));
                });
                return new Chain(Optional.of(runner), List.of());
            }
            ids.add(runner.id());
        }
        ids.add(DL4J);
        throw new IllegalArgumentException(
                "no backend \"%s\" for whole networks; there are %s%s".formatted(id, ids, NearestName.hint(id, ids)));
    }

    private static List<ProgramBackend> programs(List<SparseBackend> backends) {
        return backends.stream()
                .filter(ProgramBackend.class::isInstance)
                .map(ProgramBackend.class::cast)
                .toList();
    }

    private static Optional<String> problem(ProgramBackend runner) {
        if (!runner.availability().available()) {
            return Optional.of("it cannot run here: " + runner.availability().reason());
        }
        return runner.supports(SparseFormat.DENSE) ? Optional.empty() : Optional.of("it takes no dense layers");
    }
}
