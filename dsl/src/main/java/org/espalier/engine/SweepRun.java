package org.espalier.engine;

import java.util.List;
import org.espalier.recipe.Sweep;

/**
 * What a sweep gave: one cell for each network over all seeds, the controls among them.
 *
 * <pre>{@code
 * var grid = lenet.run(sweep(half).criteria(magnitude(), taylor()).sparsities(0.5, 0.7, 0.9).seeds(1, 2, 3));
 * pivot(grid, "network", "target", "test")
 * pareto("latency", "accuracy", grid)
 * }</pre>
 *
 * @param sweep what was run
 * @param data in words
 * @param cells the dense model first, then criterion by criterion, then the controls; model by model
 * @param failures runs that ended with an error
 * @param receipts of the runs that did not
 * @param workers runs at a time
 * @param notes remarks that a reader needs
 */
public record SweepRun(
        Sweep sweep,
        String data,
        List<Cell> cells,
        List<Failure> failures,
        List<Receipt> receipts,
        int workers,
        List<String> notes) {

    /** Copies the lists. */
    public SweepRun {
        cells = List.copyOf(cells);
        failures = List.copyOf(failures);
        receipts = List.copyOf(receipts);
        notes = List.copyOf(notes);
    }

    /**
     * One network over the seeds.
     *
     * @param model whose network
     * @param network the criterion, or which control
     * @param target in words; empty for the dense model
     * @param schedule in words; empty for the dense model
     * @param row its figures by seed, and its latency
     */
    public record Cell(String model, String network, String target, String schedule, Row row) {}

    /**
     * A run that ended with an error.
     *
     * @param model of the run
     * @param recipe its name
     * @param seed of the run
     * @param error what was thrown
     */
    public record Failure(String model, String recipe, long seed, String error) {}

    @Override
    public String toString() {
        return "%s; %d failed".formatted(sweep, failures.size());
    }
}
