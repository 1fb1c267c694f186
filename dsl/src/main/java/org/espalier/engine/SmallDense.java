package org.espalier.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.model.Network;
import org.espalier.structure.ChannelGroup;
import org.espalier.structure.Cost;
import org.espalier.structure.Surgery;

/** Makes the control: the same architecture with fewer channels, as small as a pruned network. */
final class SmallDense {
    private SmallDense() {}

    /**
     * The widest uniform thinning of {@code dense} with at most {@code parameters} parameters; empty where channels
     * cannot be cut or even one channel everywhere is too large.
     */
    static Optional<Network> withParameters(Network dense, long parameters) {
        Surgery surgery = new Surgery(dense.dl4j());
        List<ChannelGroup> groups = surgery.groups().prunable();
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        Cost cost = Cost.of(surgery.groups());
        int finest = groups.stream().mapToInt(ChannelGroup::width).max().orElse(1);
        int low = 0;
        int high = finest;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (cost.parameters(thinned(groups, middle, finest)) <= parameters) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Map<String, Integer> widths = thinned(groups, low, finest);
        if (cost.parameters(widths) > parameters) {
            return Optional.empty();
        }
        Map<String, int[]> keep = new HashMap<>();
        widths.forEach(
                (group, width) -> keep.put(group, IntStream.range(0, width).toArray()));
        return Optional.of(Network.made(() -> surgery.shrink(keep)));
    }

    private static Map<String, Integer> thinned(List<ChannelGroup> groups, int kept, int of) {
        Map<String, Integer> widths = new HashMap<>();
        for (ChannelGroup group : groups) {
            widths.put(group.name(), Math.toIntExact(Math.max(1, Math.round((double) group.width() * kept / of))));
        }
        return widths;
    }
}
