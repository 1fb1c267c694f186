package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The search alone, on a landscape whose best place is known. */
class EagleEyeTest {

    /** Three groups of 100, of which 150 channels have to go; "b" can lose all of its own for nothing. */
    private static final class Landscape implements SearchSpace {
        private final long seed;
        private final Set<Map<String, Integer>> asked = new HashSet<>();
        private int evaluations;

        Landscape(long seed) {
            this.seed = seed;
        }

        @Override
        public List<String> groups() {
            return List.of("a", "b", "c");
        }

        @Override
        public long seed() {
            return seed;
        }

        @Override
        public Map<String, Integer> widths(Map<String, Double> ratios) {
            Map<String, Integer> widths = new HashMap<>();
            for (double grown = 0; grown < 100; grown += 0.01) {
                int kept = 0;
                for (String group : groups()) {
                    int width = (int) Math.max(1, Math.round(100 * (1 - grown * ratios.getOrDefault(group, 1.0))));
                    widths.put(group, width);
                    kept += width;
                }
                if (kept <= 150) {
                    break;
                }
            }
            return widths;
        }

        @Override
        public double accuracy(Map<String, Integer> widths) {
            evaluations++;
            asked.add(widths);
            return (widths.getOrDefault("a", 0) + widths.getOrDefault("c", 0)) / 200.0;
        }
    }

    @Test
    void findsTheGroupThatCanGo() {
        Landscape landscape = new Landscape(1);
        Map<String, Integer> found = new EagleEye(6, 12, 1).search(landscape);

        // Losing the same everywhere keeps 50 of each: 0.5.
        assertThat(landscape.accuracy(found)).isGreaterThan(0.65);
        assertThat(found.get("b")).isLessThan(15);
    }

    @Test
    void evolutionGoesBeyondAsManyRandomCandidates() {
        double evolved = 0;
        double random = 0;
        for (int seed = 0; seed < 20; seed++) {
            evolved += new Landscape(0).accuracy(new EagleEye(6, 12, 1).search(new Landscape(seed)));
            random += new Landscape(0).accuracy(new EagleEye(1, 72, 1).search(new Landscape(seed)));
        }

        assertThat(evolved).isGreaterThan(random);
    }

    @Test
    void isNeverWorseThanLosingTheSameEverywhereAndJudgesNoWidthsTwice() {
        for (int seed = 0; seed < 20; seed++) {
            Landscape landscape = new Landscape(seed);
            Map<String, Integer> found = new EagleEye(2, 3, 1).search(landscape);
            assertThat(landscape.evaluations).isEqualTo(landscape.asked.size());
            assertThat(landscape.accuracy(found)).isGreaterThanOrEqualTo(0.5);
        }
    }

    @Test
    void findsTheSameWithTheSameSeed() {
        assertThat(new EagleEye().search(new Landscape(3))).isEqualTo(new EagleEye().search(new Landscape(3)));
        assertThat(new EagleEye(1, 4, 1).search(new Landscape(3)))
                .isNotEqualTo(new EagleEye(1, 4, 1).search(new Landscape(4)));
    }

    @Test
    void wrongParametersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EagleEye(0, 12, 8))
                .withMessage("eagleEye: generations must be at least 1, found 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EagleEye(1, 1, 8))
                .withMessage("eagleEye: candidates must be at least 2, found 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EagleEye(1, 2, 0))
                .withMessage("eagleEye: batches must be at least 1, found 0");
    }
}
