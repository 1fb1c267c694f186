package org.espalier.compile;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.SparseFormat;

/**
 * What compiling came to.
 *
 * @param runner the backend with its threads; empty where DL4J computes everything
 * @param machine what the backend found here
 */
record Compiled(
        CompileOptions options,
        Source source,
        Optional<ProgramBackend> runner,
        String machine,
        Plans plans,
        Agreement agreement,
        List<String> remarks) {

    Compiled {
        remarks = List.copyOf(remarks);
    }

    String backend() {
        return runner.map(ProgramBackend::id).orElse(Chain.DL4J);
    }

    /** The layers in the formats that a batch of this size runs on, but for a few examples left over. */
    Optional<Layers> layers(int batch) {
        return plans.of(batch).map(plan -> Layers.of(plan.program()));
    }

    @Override
    public String toString() {
        if (runner.isEmpty()) {
            return "network on DL4J itself: %s".formatted(String.join(" ", remarks));
        }
        String sparse = plans.all()
                .map(plan -> "%d at batch %d".formatted(sparse(plan.program()), plan.batch()))
                .collect(Collectors.joining(", "));
        return "network on %s (%s): %d layers, %s of them sparse; %s"
                .formatted(
                        backend(),
                        machine,
                        Layers.of(source.program()).convolutions().size(),
                        sparse,
                        agreement);
    }

    private static long sparse(Program program) {
        return Layers.of(program).convolutions().stream()
                .filter(layer -> layer.weights().format() != SparseFormat.DENSE)
                .count();
    }
}
