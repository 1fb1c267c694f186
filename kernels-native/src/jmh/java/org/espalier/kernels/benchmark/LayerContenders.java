package org.espalier.kernels.benchmark;

import java.util.List;
import java.util.Optional;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseMatrix;

/** Who computes a layer, by name; add yours here. */
final class LayerContenders {
    static final String SGEMM = "sgemm";
    static final String ONEDNN = "onednn";
    private static final String ND4J = "nd4j";
    private static final String DL4J = "dl4j";

    /** Those that multiply by every weight. */
    static final List<String> DENSE = List.of(SGEMM, ONEDNN, ND4J, DL4J);

    /** The formats that a backend is timed in. */
    static final List<String> FORMATS = List.of("dense", "csr", "4x1", "8x1");

    private LayerContenders() {}

    /** One of {@link #DENSE}. */
    static Contender dense(String name, LayerTask task, float[] weights) {
        return switch (name) {
            case SGEMM -> new Sgemm(task, weights);
            case ONEDNN -> new OneDnn(task, weights);
            case ND4J -> new Nd4jOperation(task, weights);
            case DL4J -> Dl4jLayer.of(task, weights);
            default -> throw new IllegalArgumentException("expected one of %s, found \"%s\"".formatted(DENSE, name));
        };
    }

    /** A backend on these weights; empty where it has no kernel for the layer: convolutions need one that runs programs. */
    static Optional<Contender> of(SparseBackend backend, LayerTask task, SparseMatrix weights) {
        if (!backend.supports(weights.format())) {
            return Optional.empty();
        }
        if (task.shape().kernel() == 1) {
            return Optional.of(new BackendProduct(task, backend, weights));
        }
        return backend instanceof ProgramBackend programs
                ? Optional.of(new BackendProgram(task, programs, weights))
                : Optional.empty();
    }
}
