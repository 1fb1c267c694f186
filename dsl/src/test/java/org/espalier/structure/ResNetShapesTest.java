package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;

class ResNetShapesTest {

    @Test
    void halfTheChannelsOfResNet18AreAQuarterOfItsParameters() {
        Surgery surgery = new Surgery(ResNetShapes.resnet18());
        Map<String, int[]> keep = new HashMap<>();
        for (ChannelGroup group : surgery.groups().prunable()) {
            keep.put(group.name(), IntStream.range(0, group.width() / 2).toArray());
        }

        Model half = surgery.shrink(keep);

        assertThat(learned(ResNetShapes.resnet18())).isEqualTo(11_689_512);
        assertThat(learned(half)).isEqualTo(3_055_880);
        assertThat(surgery.groups().prunable())
                .extracting(g -> g.name() + " " + g.width())
                .containsExactlyInAnyOrder(
                        "conv1 64",
                        "s1b1-1 64",
                        "s1b2-1 64",
                        "s2b1-1 128",
                        "s2b1-short 128",
                        "s2b2-1 128",
                        "s3b1-1 256",
                        "s3b1-short 256",
                        "s3b2-1 256",
                        "s4b1-1 512",
                        "s4b1-short 512",
                        "s4b2-1 512");
    }

    /** Parameters, running statistics of normalisations not counted. */
    private static long learned(Model model) {
        return model.paramTable().entrySet().stream()
                .filter(e -> !e.getKey().matches(".*_(mean|var|log10stdev)"))
                .mapToLong(e -> e.getValue().length())
                .sum();
    }
}
