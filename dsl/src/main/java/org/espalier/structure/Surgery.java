package org.espalier.structure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Cuts units out of models. The result is an ordinary, smaller DL4J model, with the parameters, masks, updater state and
 * counts of iterations of what is left; the original is not changed.
 *
 * <p>A unit that is removed is first silenced: its weights are zero. Where all layers that read it can take a constant
 * into their biases, its own bias and the shift of its normalisation stay and are folded into those; elsewhere (before a
 * convolution that pads with zeros, for instance) they are zero too; and where even that leaves something that cannot be
 * folded (a sigmoid's one half before such a convolution), what reads the unit is zero instead. The shrunk model computes what the silenced one does.
 *
 * <pre>{@code
 * var surgery = new Surgery(model);
 * var half = surgery.shrink(Map.of("conv1", new int[] {0, 2, 5}));
 * }</pre>
 */
public final class Surgery {
    private final Model model;
    private final ChannelGroups groups;
    private final Tracing zero;
    private final Tracing fold;

    /**
     * Finds the channel groups of a model.
     *
     * @throws IllegalArgumentException if it is neither of DL4J's network classes, or not initialised
     */
    public Surgery(Model model) {
        this.model = model;
        this.groups = ChannelGroups.of(model);
        this.zero = groups.tracing();
        this.fold = Tracing.of(zero.wiring(), Silence.FOLD);
    }

    /** The model's channel groups. */
    public ChannelGroups groups() {
        return groups;
    }

    /**
     * The same model with the removed units silenced, not removed: what {@link #shrink} has to agree with.
     *
     * @param keep group name to the indices of the units kept, ascending; groups not named keep all
     * @throws IllegalArgumentException if there is no such group, it cannot be pruned, or the indices are not ascending
     *     ones of its units
     */
    public Model silence(Map<String, int[]> keep) {
        Set<Integer> removed = removed(keep);
        Model silenced = new Cut(model, zero, kept(Set.of())).model();
        Map<List<String>, INDArray> arrays = new HashMap<>();
        Cut.held(Wiring.of(silenced)).forEach(held -> arrays.put(List.of(held.layer(), held.key()), held.array()));
        for (Parameter parameter : zero.draft().parameters()) {
            INDArray array = arrays.get(List.of(parameter.layer(), parameter.key()));
            for (int axis = 0; array != null && axis < parameter.axes().length; axis++) {
                if (parameter.axes()[axis].length > 0) {
                    silence(parameter, array, axis, removed);
                }
            }
        }
        return silenced;
    }

    private void silence(Parameter parameter, INDArray array, int axis, Set<Integer> removed) {
        int[] units = parameter.axes()[axis];
        boolean[] silent = new boolean[units.length];
        for (int place = 0; place < units.length; place++) {
            int unit = zero.draft().units().find(units[place]);
            silent[place] = removed.contains(unit) && falls(parameter, axis, unit);
        }
        Slices.zero(array, axis, silent);
    }

    /** Whether what lies at a unit's places of an axis is zero once the unit is silent. */
    private boolean falls(Parameter parameter, int axis, int unit) {
        boolean makes = parameter.makes()[axis];
        return switch (parameter.sort()) {
            case STATISTIC -> false;
            case SHIFT -> makes && silence(unit) == Silence.ZERO;
            case WEIGHT -> makes == (silence(unit) != Silence.UNREAD);
        };
    }

    /** How a unit falls silent: by the first of these ways after which everything that reads it is the same without it. */
    private Silence silence(int unit) {
        if (fold.draft().units().refusal(unit).isEmpty()) {
            return Silence.FOLD;
        }
        return zero.draft().units().refusal(unit).isEmpty() ? Silence.ZERO : Silence.UNREAD;
    }

    /**
     * A smaller model without the removed units.
     *
     * @param keep group name to the indices of the units kept, ascending, at least one each; groups not named keep all
     * @throws IllegalArgumentException if there is no such group, it cannot be pruned, none of its units would be left,
     *     or the indices are not ascending ones of its units
     */
    public Model shrink(Map<String, int[]> keep) {
        keep.forEach((group, kept) -> {
            if (kept.length == 0) {
                throw new IllegalArgumentException(
                        "%s: at least one channel must be kept, found none".formatted(group));
            }
        });
        Set<Integer> removed = removed(keep);
        Model smaller = new Cut(model, zero, kept(removed)).model();
        List<Reading> zeros = zero.draft().readings();
        List<Reading> folded = fold.draft().readings();
        for (int i = 0; i < zeros.size(); i++) {
            Reading reading = zeros.get(i);
            double[] sent = new double[reading.units().length];
            for (int channel = 0; channel < sent.length; channel++) {
                int unit = zero.draft().units().find(reading.units()[channel]);
                if (removed.contains(unit)) {
                    sent[channel] = switch (silence(unit)) {
                        case FOLD -> folded.get(i).silent()[channel];
                        case ZERO -> reading.silent()[channel];
                        default -> 0;
                    };
                }
            }
            new Biases(zero, smaller).add(reading, sent, kept(removed));
        }
        return smaller;
    }

    /**
     * The model without its dead units, and what was removed. Dead are units whose weights are zero, so that they send a
     * constant that every layer that reads them can take into its bias, or nothing; and units that nothing reads. A group
     * keeps one unit at least. The smaller model's outputs are the same.
     */
    public Simplified simplify() {
        Map<String, Integer> gone = new LinkedHashMap<>();
        Model simplified = model;
        while (true) {
            Tracing dead = Tracing.of(simplified, Silence.DEAD);
            ChannelGroups found = ChannelGroups.of(simplified);
            Set<Integer> removed = new HashSet<>();
            for (ChannelGroup group : found.all()) {
                List<Integer> units = IntStream.of(found.unitsOf(group.name()))
                        .filter(unit -> dead.draft().units().refusal(unit).isEmpty())
                        .boxed()
                        .toList();
                List<Integer> go = units.size() == group.width() ? units.subList(1, units.size()) : units;
                if (!go.isEmpty()) {
                    gone.merge(group.name(), go.size(), Integer::sum);
                    removed.addAll(go);
                }
            }
            if (removed.isEmpty()) {
                return new Simplified(simplified, gone);
            }
            Kept kept = new Kept(dead.draft().units(), unit -> !removed.contains(unit));
            Model smaller = new Cut(simplified, dead, kept).model();
            for (Reading reading : dead.draft().readings()) {
                double[] sent = new double[reading.units().length];
                for (int channel = 0; channel < sent.length; channel++) {
                    sent[channel] = kept.keeps(reading.units()[channel]) ? 0 : reading.silent()[channel];
                }
                new Biases(dead, smaller).add(reading, sent, kept);
            }
            simplified = smaller;
        }
    }

    /**
     * A model without dead units.
     *
     * @param model the smaller one; the very same if nothing was dead
     * @param removed how many units of which group
     */
    public record Simplified(Model model, Map<String, Integer> removed) {
        /** Copies the map. */
        public Simplified {
            removed = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(removed));
        }
    }

    private Kept kept(Set<Integer> removed) {
        return new Kept(zero.draft().units(), unit -> !removed.contains(unit));
    }

    private Set<Integer> removed(Map<String, int[]> keep) {
        Set<Integer> removed = new HashSet<>();
        keep.forEach((name, kept) -> {
            ChannelGroup group = groups.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("no channel group \"%s\"; the model has %s"
                            .formatted(
                                    name,
                                    groups.all().stream()
                                            .map(ChannelGroup::name)
                                            .toList())));
            group.refusal().ifPresent(reason -> {
                throw new IllegalArgumentException("%s: its channels cannot be pruned: %s".formatted(name, reason));
            });
            check(group, kept);
            int[] units = groups.unitsOf(name);
            boolean[] stays = new boolean[units.length];
            for (int unit : kept) {
                stays[unit] = true;
            }
            IntStream.range(0, units.length).filter(i -> !stays[i]).forEach(i -> removed.add(units[i]));
        });
        return removed;
    }

    private static void check(ChannelGroup group, int[] kept) {
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] < 0 || kept[i] >= group.width() || (i > 0 && kept[i] <= kept[i - 1])) {
                throw new IllegalArgumentException("%s: expected ascending channel indices below %d, found %s"
                        .formatted(group.name(), group.width(), Arrays.toString(kept)));
            }
        }
    }
}
