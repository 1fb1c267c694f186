package org.espalier.search;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Tries networks of random widths that meet the target, each with batch normalisation measured anew (adaptive batch
 * normalisation) and without any training, and goes on from the best: candidates of the next generation take each group's
 * ratio from one of the best quarter, or, one time in four, draw it anew. The first candidate loses the same
 * fraction everywhere.
 *
 * <p>Li et al., "EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning", ECCV 2020: random candidates, one
 * generation; that they evolve is ours. Accuracies are those on training data, which the weights were trained on,
 * but batch normalisation was not measured on; neither validation nor test data is touched.
 *
 * <pre>{@code
 * pruneChannels(8).by(magnitude()).to(macsAtMost(0.5)).in(convolutions().searchedBy(eagleEye())).then(fineTune(2))
 * }</pre>
 *
 * @param generations at least 1
 * @param candidates of each generation, at least 2
 * @param batches for batch normalisation, and as many to judge on, at least 1
 */
@AutoService(Search.class)
@Taxon(
        year = 2020,
        when = When.AFTER,
        how = How.BUDGET,
        paper = "Li et al., \"EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning\", ECCV 2020")
public record EagleEye(int generations, int candidates, int batches) implements Search {
    private static final double LEAST = 0.02;
    private static final double MUTATIONS = 0.25;

    /** Checks the parameters. */
    public EagleEye {
        if (generations < 1) {
            throw new IllegalArgumentException("eagleEye: generations must be at least 1, found " + generations);
        }
        if (candidates < 2) {
            throw new IllegalArgumentException("eagleEye: candidates must be at least 2, found " + candidates);
        }
        if (batches < 1) {
            throw new IllegalArgumentException("eagleEye: batches must be at least 1, found " + batches);
        }
    }

    /** Four generations of twelve candidates, eight batches. */
    public EagleEye() {
        this(4, 12, 8);
    }

    @Override
    public String id() {
        return "eagleEye";
    }

    @Override
    public String sentence() {
        return generations == 1
                ? "EagleEye (%d candidates)".formatted(candidates)
                : "EagleEye (%d generations of %d candidates)".formatted(generations, candidates);
    }

    private record Candidate(Map<String, Double> ratios, Map<String, Integer> widths, double accuracy) {}

    @Override
    public Map<String, Integer> search(SearchSpace space) {
        SplittableRandom random = new SplittableRandom(space.seed());
        Map<Map<String, Integer>, Double> known = new HashMap<>();
        List<Candidate> best = new ArrayList<>();
        for (int generation = 0; generation < generations; generation++) {
            List<Candidate> parents = List.copyOf(best.subList(0, Math.min(best.size(), Math.max(2, candidates / 4))));
            for (int i = 0; i < candidates; i++) {
                Map<String, Double> ratios = new LinkedHashMap<>();
                for (String group : space.groups()) {
                    boolean uniform = generation == 0 && i == 0;
                    ratios.put(group, uniform ? 1 : ratio(group, parents, random));
                }
                Map<String, Integer> widths = space.widths(ratios);
                Double before = known.get(widths);
                if (before == null) {
                    double accuracy = space.accuracy(widths);
                    known.put(widths, accuracy);
                    best.add(new Candidate(ratios, widths, accuracy));
                }
            }
            best.sort(Comparator.comparingDouble(Candidate::accuracy).reversed());
        }
        return best.get(0).widths();
    }

    private static double ratio(String group, List<Candidate> parents, SplittableRandom random) {
        double drawn = LEAST + (1 - LEAST) * random.nextDouble();
        if (parents.isEmpty() || random.nextDouble() < MUTATIONS) {
            return drawn;
        }
        return parents.get(random.nextInt(parents.size())).ratios().getOrDefault(group, drawn);
    }
}
