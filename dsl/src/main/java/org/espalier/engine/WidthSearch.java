package org.espalier.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.espalier.measure.Accuracy;
import org.espalier.model.BatchStatistics;
import org.espalier.model.Network;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.search.Search;
import org.espalier.search.SearchSpace;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.Surgery;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Cuts and judges the candidates of a search. Training batches go by turns to batch normalisation and to the judge. */
final class WidthSearch implements SearchSpace {
    /** In how many steps a candidate's ratios grow until the target is met. */
    private static final int STEPS = 400;

    private final Removal removal;
    private final Search search;
    private final Network network;
    private final Target target;
    private final Map<String, float[]> scores;
    private final long seed;
    private final List<INDArray> calibration = new ArrayList<>();
    private final List<DataSet> judged = new ArrayList<>();
    private int candidates;

    WidthSearch(
            Removal removal, Search search, Network network, Target target, Map<String, float[]> scores, long seed) {
        this.removal = removal;
        this.search = search;
        this.network = network;
        this.target = target;
        this.scores = scores;
        this.seed = seed;
        boolean forJudge = false;
        for (DataSet batch : removal.data().train().shuffledBatches(removal.batchSize(), Seeds.of(seed, "search", 0))) {
            if (judged.size() == search.batches()) {
                break;
            }
            if (forJudge) {
                judged.add(batch);
            } else {
                calibration.add(batch.getFeatures());
            }
            forJudge = !forJudge;
        }
        if (judged.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s measures batch normalisation on one batch and judges on another, found one batch of training data; say batchSize(...) with fewer examples"
                            .formatted(search.id()));
        }
    }

    @Override
    public List<String> groups() {
        return removal.budget().ofChannels().scope().stream()
                .map(ChannelGroup::name)
                .toList();
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public Map<String, Integer> widths(Map<String, Double> ratios) {
        ChannelBudget budget = removal.budget().ofChannels();
        int roundTo = ((Unit.Channels) removal.recipe().prune()).roundTo();
        double least = ratios.values().stream().mapToDouble(r -> r).min().orElse(1);
        return budget.first(target, STEPS + 1, step -> {
            // In the last step even the group that loses least is as narrow as can be.
            double grown = Math.pow(1 / least, (double) step / STEPS) * step / STEPS;
            Map<String, Integer> widths = new HashMap<>();
            for (ChannelGroup group : budget.scope()) {
                double lost = Math.min(1, grown * ratios.getOrDefault(group.name(), 1.0));
                widths.put(group.name(), ChannelBudget.rounded(group.width() * (1 - lost), group.width(), roundTo));
            }
            return widths;
        });
    }

    @Override
    public double accuracy(Map<String, Integer> widths) {
        removal.meter().task("%s: %s, candidate %d".formatted(removal.recipe().name(), search.id(), ++candidates));
        Map<String, int[]> keep = ChannelAllocation.keep(scores, widths);
        Network candidate =
                keep.isEmpty() ? network.copy() : Network.made(() -> new Surgery(network.dl4j()).shrink(keep));
        BatchStatistics.recalibrate(candidate, calibration);
        return Accuracy.of(candidate, judged);
    }
}
