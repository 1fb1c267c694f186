package org.espalier.engine;

import java.util.List;
import java.util.Optional;
import org.espalier.dynamic.DynamicNetwork;
import org.espalier.recipe.GatedRecipe;

/**
 * What gates cost and save: accuracy by seed, and, since each input opens other gates, MACs and latency as they spread over
 * inputs.
 *
 * @param recipe what was run
 * @param model in words
 * @param data in words
 * @param rows the dense model first
 * @param inputs test examples of which MACs and latency were measured, one at a time
 * @param calls of each, of which the median counts
 * @param device the processor
 * @param backend what computed the dense model
 * @param threads that native operations may use
 * @param receipt what one needs to run the same again
 * @param network the network with gates, of the first seed
 */
public record GatedRun(
        GatedRecipe recipe,
        String model,
        String data,
        List<Row> rows,
        int inputs,
        int calls,
        String device,
        String backend,
        int threads,
        Receipt receipt,
        DynamicNetwork network) {

    /** Copies the rows. */
    public GatedRun {
        rows = List.copyOf(rows);
    }

    /**
     * One network.
     *
     * @param label in words
     * @param validation accuracy, by seed
     * @param test accuracy, by seed
     * @param macs per example, over inputs
     * @param millis of one example, over inputs; empty where nothing was measured
     */
    public record Row(String label, Accuracies validation, Accuracies test, Spread macs, Optional<Spread> millis) {}

    /** The row of the network that computes only what passes. */
    public Row gated() {
        return rows.get(rows.size() - 1);
    }

    @Override
    public String toString() {
        return "%s; %s on %s".formatted(recipe, model, data);
    }
}
