package org.espalier.structure;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** How long it takes to find the channel groups of a network of ResNet-50's size, and to cut half of each. */
public final class ResNet50Surgery {
    private ResNet50Surgery() {}

    public static void main(String[] args) {
        ComputationGraph model = ResNetShapes.resnet50();
        System.out.printf("%,d parameters%n", model.numParams());
        for (int run = 1; run <= 8; run++) {
            long start = System.nanoTime();
            Surgery surgery = new Surgery(model);
            long found = System.nanoTime();
            Map<String, int[]> keep = new HashMap<>();
            for (ChannelGroup group : surgery.groups().prunable()) {
                keep.put(
                        group.name(),
                        IntStream.range(0, group.width() / 2).map(i -> 2 * i).toArray());
            }
            long parameters = surgery.shrink(keep).numParams();
            long end = System.nanoTime();
            System.out.printf(
                    "run %d: groups %d ms, surgery %d ms, %,d parameters left%n",
                    run, (found - start) / 1_000_000, (end - found) / 1_000_000, parameters);
        }
    }
}
