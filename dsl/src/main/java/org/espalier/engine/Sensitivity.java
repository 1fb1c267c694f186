package org.espalier.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.recipe.Drops;
import org.espalier.recipe.Unit;

/**
 * What each layer, or group of channels, costs in accuracy when it is pruned by itself, with no recovery: validation
 * accuracy per ratio. Usable as a scope.
 *
 * <pre>{@code
 * var sensitivity = lenet.sensitivity(pruneChannels().by(taylor()), 0.1, 0.3, 0.5, 0.7, 0.9);
 * sensitivity                                        // a table and a heat map
 * lenet.run(pruneChannels().by(taylor()).to(macsAtMost(0.5)).in(everyLayer().rankedBy(sensitivity)))
 * }</pre>
 *
 * @param model the dense model in words
 * @param data the data in words
 * @param prune what was removed
 * @param criterion id of what chose it
 * @param ratios fractions asked of each layer, ascending
 * @param seeds one dense model each
 * @param dense accuracy of the dense models
 * @param layers in the model's order
 */
public record Sensitivity(
        String model,
        String data,
        Unit prune,
        String criterion,
        List<Double> ratios,
        List<Long> seeds,
        Accuracies dense,
        List<Curve> layers)
        implements Drops.Measured {

    /**
     * One layer or group of channels.
     *
     * @param name of the layer or group
     * @param size its weights or channels, dense
     * @param levels one per ratio, in their order
     */
    public record Curve(String name, long size, List<Level> levels) {
        /** Copies the list. */
        public Curve {
            levels = List.copyOf(levels);
        }
    }

    /**
     * One layer pruned to one ratio.
     *
     * @param asked the fraction asked
     * @param left weights or channels left
     * @param removed the fraction that whole weights, or widths in multiples, make of it
     * @param accuracy of the model with this layer pruned
     * @param drop mean accuracy of the dense models minus that of these; negative for a gain
     */
    public record Level(double asked, long left, double removed, Accuracies accuracy, double drop) {}

    /** Copies the lists. */
    public Sensitivity {
        ratios = List.copyOf(ratios);
        seeds = List.copyOf(seeds);
        layers = List.copyOf(layers);
    }

    /** The drops by layer or group, each fraction once; none where a layer cannot shrink. */
    @Override
    public Drops drops() {
        Map<String, List<Drops.Point>> points = new LinkedHashMap<>();
        for (Curve layer : layers) {
            List<Drops.Point> of = new ArrayList<>();
            double last = 0;
            for (Level level : layer.levels()) {
                if (level.removed() > last) {
                    of.add(new Drops.Point(level.removed(), level.drop()));
                    last = level.removed();
                }
            }
            points.put(layer.name(), of);
        }
        return new Drops(Drops.Pieces.of(prune), points);
    }

    @Override
    public String toString() {
        return "Sensitivity to pruning %s by %s of %s: validation accuracy (%%) by the fraction removed, one %s at a time, no recovery."
                .formatted(prune.sentence(), criterion, model, prune instanceof Unit.Channels ? "group" : "layer");
    }
}
