package org.espalier.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.model.Network;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.ChannelGroups;
import org.espalier.structure.Surgery;

/** Makes the control: the same architecture with fewer channels, as small as a pruned network. */
final class SmallDense {
    private SmallDense() {}

    /**
     * The widest uniform thinning of {@code dense} with at most {@code parameters} parameters; empty where channels
     * cannot be cut or even one channel everywhere is too large.
     */
    static Optional<Network> withParameters(Network dense, long parameters) {
        ChannelGroups groups = ChannelGroups.of(dense);
        if (groups.groups().isEmpty()) {
            return Optional.empty();
        }
        int finest = groups.groups().values().stream()
                .mapToInt(g -> Math.toIntExact(g.width()))
                .max()
                .orElse(1);
        int low = 0;
        int high = finest;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (thinned(dense, groups, middle, finest).parameterCount() <= parameters) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Network best = thinned(dense, groups, low, finest);
        return best.parameterCount() <= parameters ? Optional.of(best) : Optional.empty();
    }

    private static Network thinned(Network dense, ChannelGroups groups, int kept, int of) {
        Map<String, int[]> keep = new HashMap<>();
        for (ChannelGroup group : groups.groups().values()) {
            int width = Math.toIntExact(Math.max(1, Math.round((double) group.width() * kept / of)));
            keep.put(group.producer(), IntStream.range(0, width).toArray());
        }
        return new Surgery(dense, groups).shrink(keep);
    }
}
