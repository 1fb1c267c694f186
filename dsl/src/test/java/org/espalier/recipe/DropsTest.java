package org.espalier.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.recipe.Drops.Pieces;
import org.espalier.recipe.Drops.Point;
import org.junit.jupiter.api.Test;

class DropsTest {
    private static final Drops CHANNELS = new Drops(
            Pieces.CHANNELS,
            Map.of("conv1", List.of(new Point(0.5, 0.1), new Point(0.9, 0.3)), "conv2", List.of(new Point(0.5, 0))));
    private static final Scope EVERY = Scope.of(Scope.Layers.EVERY);

    @Test
    void aScopeRankedBySensitivitySaysSoAndIsAnotherRecipe() {
        Recipe ranked = Recipes.channels().in(EVERY.rankedBy(() -> CHANNELS));

        assertThat(ranked.sentence())
                .contains("in every layer, ranked by sensitivity "
                        + CHANNELS.sha256().substring(0, 12) + ", after training");
        assertThat(ranked.sha256()).isNotEqualTo(Recipes.channels().sha256());
        assertThat(ranked.in(ranked.in().rankedGlobally()).in())
                .as("the last word counts")
                .isEqualTo(EVERY.rankedGlobally());
        assertThat(ranked.in().except("conv1").drops()).contains(CHANNELS);
    }

    @Test
    void everyValueCountsAndTheOrderOfLayersDoesNot() {
        Map<String, List<Point>> swapped = new LinkedHashMap<>();
        swapped.put("conv2", List.of(new Point(0.5, 0)));
        swapped.put("conv1", List.of(new Point(0.5, 0.1), new Point(0.9, 0.3)));
        Map<String, List<Point>> other = new LinkedHashMap<>(swapped);
        other.put("conv2", List.of(new Point(0.5, 0.001)));

        assertThat(new Drops(Pieces.CHANNELS, swapped).sha256()).isEqualTo(CHANNELS.sha256());
        assertThat(new Drops(Pieces.CHANNELS, other).sha256()).isNotEqualTo(CHANNELS.sha256());
        assertThat(new Drops(Pieces.WEIGHTS, swapped).sha256()).isNotEqualTo(CHANNELS.sha256());
    }

    @Test
    void dropsAreForWhatTheyWereMeasuredOn() {
        Scope ranked = EVERY.rankedBy(() -> CHANNELS);

        assertThatThrownBy(() -> Recipes.weights().in(ranked))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rankedBy(...) has drops measured on channels, the recipe prunes weights; measure those");
        assertThatThrownBy(() -> Recipes.twoOfFour().in(ranked))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the pattern 2:4 takes the same fraction of every layer; leave out rankedBy(...), or use pruneWeights()");
    }

    @Test
    void valuesThatCannotBeDropsAreErrors() {
        assertThatThrownBy(() -> new Point(0, 0.1)).hasMessageContaining("(0, 1], found 0.0");
        assertThatThrownBy(() -> new Point(0.5, 12)).hasMessageContaining("such as 0.02 for two points, found 12.0");
        assertThatThrownBy(() -> new Drops(Pieces.WEIGHTS, Map.of())).hasMessageContaining("at least one layer");
        assertThatThrownBy(() ->
                        new Drops(Pieces.WEIGHTS, Map.of("fc1", List.of(new Point(0.5, 0.1), new Point(0.5, 0.2)))))
                .hasMessage("drops of fc1: the removed fractions must ascend, found 0.5 after 0.5");
    }
}
