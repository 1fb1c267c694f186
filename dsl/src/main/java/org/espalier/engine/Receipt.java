package org.espalier.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.measure.Latency;
import org.espalier.recipe.PruningRecipe;

/**
 * What one needs to run the same again, and every figure, to tell whether it came out the same.
 *
 * <pre>{@code
 * saveReceipt(run.receipt(), "half.receipt.json");
 * reproduce("half.receipt.json")
 * }</pre>
 *
 * @param recipe what was run
 * @param experiment on which model and data, and how
 * @param model the model in words
 * @param data the data in words
 * @param dataSha256 digest of the examples and labels used
 * @param seeds one run each
 * @param environment versions, machine, threads and backend
 * @param lines every network's figures, seed by seed
 * @param modelSha256 digest of the final parameters per seed, in the order of {@code seeds}
 */
public record Receipt(
        PruningRecipe recipe,
        ExperimentDescription experiment,
        String model,
        String data,
        String dataSha256,
        List<Long> seeds,
        Map<String, String> environment,
        List<Line> lines,
        List<String> modelSha256) {

    /** Copies the collections. */
    public Receipt {
        seeds = List.copyOf(seeds);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        lines = List.copyOf(lines);
        modelSha256 = List.copyOf(modelSha256);
    }

    /**
     * What was found of one network of one seed.
     *
     * @param label the row in words
     * @param step the pruning step, 0 before any
     * @param seed of the run
     * @param figures by name, counted or measured on data: the same again on the same machine
     * @param times by name, in milliseconds: never the same again; of the first seed only
     * @param parametersSha256 digest of all parameters; empty where the network was not kept
     */
    public record Line(
            String label,
            int step,
            long seed,
            Map<String, Double> figures,
            Map<String, Double> times,
            Optional<String> parametersSha256) {
        /** Copies the maps, sorted by name. */
        public Line {
            figures = Collections.unmodifiableMap(new TreeMap<>(figures));
            times = Collections.unmodifiableMap(new TreeMap<>(times));
        }

        /** Which line it is: label, step and seed. */
        public String key() {
            return "%s, step %d, seed %d".formatted(label, step, seed);
        }
    }

    /** SHA-256 of the recipe, see {@link PruningRecipe#sha256()}. */
    public String recipeSha256() {
        return recipe.sha256();
    }

    static List<Line> lines(List<Row> rows, List<Long> seeds) {
        List<Line> lines = new ArrayList<>();
        for (Row row : rows) {
            for (int i = 0; i < row.figures().size(); i++) {
                Figures figures = row.figures().get(i);
                Map<String, Double> times =
                        i == 0 ? row.latency().map(Receipt::times).orElse(Map.of()) : Map.of();
                lines.add(new Line(
                        row.label(),
                        row.step(),
                        seeds.get(i),
                        figures(figures),
                        times,
                        Optional.of(figures.parametersSha256())));
            }
        }
        return lines;
    }

    private static Map<String, Double> figures(Figures figures) {
        Map<String, Double> byName = new TreeMap<>();
        byName.put("parameters", (double) figures.parameters());
        byName.put("nonZeroParameters", (double) figures.nonZeroParameters());
        byName.put("macs", (double) figures.macs());
        byName.put("nonZeroMacs", (double) figures.nonZeroMacs());
        byName.put("bytes", (double) figures.bytes());
        byName.put("removed", figures.removed());
        byName.put("validationAccuracy", figures.validationAccuracy());
        figures.testAccuracy().ifPresent(accuracy -> byName.put("testAccuracy", accuracy));
        figures.fidelity().ifPresent(fidelity -> byName.put("fidelity", fidelity));
        return byName;
    }

    private static Map<String, Double> times(Latency latency) {
        return Map.of("latencyMedian", latency.medianMillis(), "latencyP95", latency.p95Millis());
    }

    static List<Line> gatedLines(List<GatedRun.Row> rows, List<Long> seeds) {
        List<Line> lines = new ArrayList<>();
        for (GatedRun.Row row : rows) {
            for (int i = 0; i < seeds.size(); i++) {
                Map<String, Double> figures = new TreeMap<>();
                figures.put("validationAccuracy", row.validation().bySeed().get(i));
                figures.put("testAccuracy", row.test().bySeed().get(i));
                Map<String, Double> times = new TreeMap<>();
                if (i == 0) {
                    figures.put("macs", row.macs().mean());
                    row.millis().ifPresent(spread -> {
                        times.put("latencyMedian", spread.median());
                        times.put("latencyP95", spread.p95());
                    });
                }
                lines.add(new Line(row.label(), 0, seeds.get(i), figures, times, Optional.empty()));
            }
        }
        return lines;
    }
}
