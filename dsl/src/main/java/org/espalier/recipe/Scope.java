package org.espalier.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.espalier.search.Search;
import org.espalier.text.LayerName;

/**
 * Where to prune, and whether layers are ranked one by one or together. Names are checked against the model before
 * anything runs; a name that matches nothing is an error.
 *
 * @param layers which layers are meant
 * @param names the layers of {@link Layers#NAMED}, else empty
 * @param except names taken out again
 * @param rank how scores are compared
 * @param drops what says how much each layer loses; empty where the scores or the target do
 * @param search what finds out how much each group of channels loses; empty where the scores or the target say
 */
public record Scope(
        Layers layers,
        List<String> names,
        List<String> except,
        Rank rank,
        Optional<Drops> drops,
        Optional<Search> search) {

    /** Which layers a scope means. */
    public enum Layers {
        /** Every layer with weights that can be pruned. */
        EVERY("every layer"),
        /** Convolutions, depthwise ones included. */
        CONVOLUTIONS("convolutions"),
        /** Fully connected layers, the output layer included. */
        DENSE("dense layers"),
        /** The layers listed by name. */
        NAMED("");

        private final String sentence;

        Layers(String sentence) {
            this.sentence = sentence;
        }
    }

    /** How scores are compared. */
    public enum Rank {
        /** Every layer loses the same fraction. */
        PER_LAYER,
        /** The lowest scores of all layers together go first. */
        GLOBAL,
        /**
         * Layers of the same shape are ranked together, and each shape loses the same fraction: scores are compared only
         * where they mean the same. Fang et al., "Isomorphic Pruning for Vision Models", ECCV 2024.
         */
        ISOMORPHIC,
        /**
         * Scores are compared among the weights of one output, and every output of every layer loses the same fraction, to
         * a weight. Sun et al., "A Simple and Effective Pruning Approach for Large Language Models", ICLR 2024.
         */
        PER_OUTPUT,
        /** Scores decide within each layer, whose density is the Erdős–Rényi one: small layers keep more. */
        ERDOS_RENYI,
        /** As {@link #ERDOS_RENYI}, kernel sizes counted among a layer's dimensions (ERK). */
        ERDOS_RENYI_KERNEL;

        /** Whether shapes alone decide how much each layer loses. */
        public boolean byShapes() {
            return this == ERDOS_RENYI || this == ERDOS_RENYI_KERNEL;
        }
    }

    /**
     * Sorts the names, each once, so that two scopes of the same layers are equal; checks that names and {@code layers}
     * fit.
     */
    public Scope {
        names = sorted(names);
        except = sorted(except);
        if (layers == Layers.NAMED && names.isEmpty()) {
            throw new IllegalArgumentException(
                    "layers(...) needs at least one layer name, for instance layers(\"conv2\")");
        }
        if (layers != Layers.NAMED && !names.isEmpty()) {
            throw new IllegalArgumentException("%s takes no layer names, found %s; use layers(...) or except(...)"
                    .formatted(layers.sentence, names));
        }
        if (layers == Layers.NAMED && except.containsAll(names)) {
            throw new IllegalArgumentException(
                    "layers(...) names %s and except(...) takes all of them out again".formatted(names));
        }
        if (search.isPresent() && (rank != Rank.PER_LAYER || drops.isPresent())) {
            throw new IllegalArgumentException(
                    "%s finds out how much each group loses, so that scores are ranked per layer, found %s"
                            .formatted(search.get().id(), drops.isPresent() ? "measured drops" : rank));
        }
        if (drops.isPresent() && rank != Rank.PER_LAYER) {
            throw new IllegalArgumentException(
                    "measured drops say how much each layer loses, so that scores are ranked per layer, found " + rank);
        }
    }

    /** A scope without measured drops. */
    public Scope(Layers layers, List<String> names, List<String> except, Rank rank) {
        this(layers, names, except, rank, Optional.empty(), Optional.empty());
    }

    private static List<String> sorted(List<String> names) {
        if (names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a layer's name must not be blank, found one in " + names);
        }
        return names.stream().distinct().sorted().toList();
    }

    /** All layers of one sort, ranked one by one. */
    public static Scope of(Layers layers) {
        return new Scope(layers, List.of(), List.of(), Rank.PER_LAYER);
    }

    /**
     * The layers of these names, ranked one by one.
     *
     * @param names of layers of the model
     */
    public static Scope named(@LayerName String... names) {
        return new Scope(Layers.NAMED, List.of(names), List.of(), Rank.PER_LAYER);
    }

    /**
     * Takes layers out again.
     *
     * @param names of layers of the model
     */
    public Scope except(@LayerName String... names) {
        List<String> all = new ArrayList<>(except);
        all.addAll(List.of(names));
        return new Scope(layers, this.names, all, rank, drops, search);
    }

    /** Compares the scores of all layers together. */
    public Scope rankedGlobally() {
        return new Scope(layers, names, except, Rank.GLOBAL);
    }

    /** Compares the scores of layers of the same shape; each shape loses the same fraction. */
    public Scope rankedByShape() {
        return new Scope(layers, names, except, Rank.ISOMORPHIC);
    }

    /**
     * Compares scores within each layer, whose density is in proportion to {@code (out + in)/(out·in)}. Mocanu et al.,
     * Nature Communications 2018.
     */
    public Scope erdosRenyi() {
        return new Scope(layers, names, except, Rank.ERDOS_RENYI);
    }

    /**
     * Compares scores within each layer, whose density is in proportion to {@code (out + in + kH + kW)/(out·in·kH·kW)}.
     * Evci et al., "Rigging the Lottery", ICML 2020.
     */
    public Scope erdosRenyiKernel() {
        return new Scope(layers, names, except, Rank.ERDOS_RENYI_KERNEL);
    }

    /** Compares scores among the weights of one output only; for single weights and kernels. */
    public Scope rankedPerOutput() {
        return new Scope(layers, names, except, Rank.PER_OUTPUT);
    }

    /** Compares scores within each layer only. */
    public Scope rankedPerLayer() {
        return new Scope(layers, names, except, Rank.PER_LAYER);
    }

    /**
     * Each layer, or channel group, loses as much as costs it no more accuracy than it costs any other: the largest
     * fraction whose measured drop, interpolated, is at most one tolerance for all, as large as the target needs. Within a
     * layer scores decide.
     *
     * <pre>{@code
     * var sensitivity = lenet.sensitivity(pruneChannels().by(taylor()), 0.1, 0.3, 0.5, 0.7, 0.9);
     * pruneChannels().by(taylor()).to(macsAtMost(0.5)).in(everyLayer().rankedBy(sensitivity))
     * }</pre>
     */
    public Scope rankedBy(Drops.Measured sensitivity) {
        return new Scope(layers, names, except, Rank.PER_LAYER, Optional.of(sensitivity.drops()), Optional.empty());
    }

    /**
     * How much each group of channels loses is searched for: candidates are cut and judged. Within a group scores decide.
     *
     * <pre>{@code
     * pruneChannels(8).by(magnitude()).to(macsAtMost(0.5)).in(convolutions().searchedBy(eagleEye()))
     * }</pre>
     */
    public Scope searchedBy(Search search) {
        return new Scope(layers, names, except, Rank.PER_LAYER, Optional.empty(), Optional.of(search));
    }

    /** Drops are used for what they were measured on. */
    void checkDrops(Unit prune) {
        if (prune instanceof Unit.Pattern p) {
            throw new IllegalArgumentException(
                    "the pattern %s takes the same fraction of every layer; leave out rankedBy(...), or use pruneWeights()"
                            .formatted(p.pattern().sentence()));
        }
        if (prune instanceof Unit.Kernels) {
            throw new IllegalArgumentException(
                    "drops are not measured on convolution kernels; leave out rankedBy(...), or use pruneWeights()");
        }
        drops.filter(d -> d.pieces() != Drops.Pieces.of(prune)).ifPresent(d -> {
            throw new IllegalArgumentException(
                    "rankedBy(...) has drops measured on %s, the recipe prunes %s; measure those"
                            .formatted(d.pieces().word(), prune.sentence()));
        });
    }

    static String quoted(List<String> names) {
        return names.stream()
                .map(name -> '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** The scope in words: {@code "convolutions except conv1, ranked per layer"}. */
    public String sentence() {
        String which = layers == Layers.NAMED ? String.join(", ", names) : layers.sentence;
        String without = except.isEmpty() ? "" : " except " + String.join(", ", except);
        if (drops.isPresent()) {
            return which + without + ", ranked by sensitivity "
                    + drops.get().sha256().substring(0, 12);
        }
        if (search.isPresent()) {
            return which + without + ", widths searched by " + search.get().sentence();
        }
        String how = switch (rank) {
            case PER_LAYER -> ", ranked per layer";
            case GLOBAL -> ", ranked globally";
            case ISOMORPHIC -> ", ranked by shape";
            case ERDOS_RENYI -> ", Erdős–Rényi densities";
            case ERDOS_RENYI_KERNEL -> ", Erdős–Rényi-Kernel densities";
            case PER_OUTPUT -> ", ranked per output";
        };
        return which + without + how;
    }
}
