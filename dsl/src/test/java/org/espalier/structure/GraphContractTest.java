package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What must hold for each structure of a network. */
class GraphContractTest {
    static List<Pattern> patterns() {
        return GraphPatterns.all();
    }

    static List<Pattern> prunablePatterns() {
        return patterns().stream().filter(p -> !p.prunable().isEmpty()).toList();
    }

    static List<Pattern> runningPatterns() {
        return prunablePatterns().stream().filter(Pattern::runs).toList();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void theGroupsAreThoseFoundByHand(Pattern pattern) {
        ChannelGroups groups = ChannelGroups.of(pattern.drawn());

        assertThat(Pattern.prunable(groups)).containsExactlyInAnyOrderElementsOf(pattern.prunable());
        assertThat(Pattern.refused(groups)).containsExactlyInAnyOrderElementsOf(pattern.refused());
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void whatIsRefusedIsNotCut(Pattern pattern) {
        Surgery surgery = new Surgery(pattern.drawn());

        for (ChannelGroup group : surgery.groups().all()) {
            group.refusal()
                    .ifPresent(reason -> assertThatThrownBy(() -> surgery.shrink(Map.of(group.name(), new int[] {0})))
                            .hasMessage("%s: its channels cannot be pruned: %s".formatted(group.name(), reason)));
        }
    }

    @ParameterizedTest
    @MethodSource("runningPatterns")
    void theShrunkModelAnswersLikeTheSilencedOne(Pattern pattern) {
        Model model = pattern.drawn();
        INDArray before = model.params().dup();
        Surgery surgery = new Surgery(model);

        for (long seed = 1; seed <= 3; seed++) {
            Map<String, int[]> keep = some(surgery.groups(), new Random(seed));
            Model silenced = surgery.silence(keep);
            Model shrunk = surgery.shrink(keep);

            assertThat(Pattern.difference(silenced, shrunk, pattern.draw(seed)))
                    .as("seed %d, kept %s", seed, words(keep))
                    .isLessThanOrEqualTo(pattern.exact());
        }
        assertThat(model.params()).as("the model itself").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("runningPatterns")
    void eachGroupAloneCanBeCut(Pattern pattern) {
        Surgery surgery = new Surgery(pattern.drawn());
        INDArray[] inputs = pattern.draw(5);

        for (ChannelGroup group : surgery.groups().prunable()) {
            // DL4J cannot run a separable convolution of one channel.
            int last = group.width() - 1;
            int[] kept = pattern.name().startsWith("separable") ? new int[] {0, last} : new int[] {last};
            Map<String, int[]> keep = Map.of(group.name(), kept);

            assertThat(Pattern.difference(surgery.silence(keep), surgery.shrink(keep), inputs))
                    .as(group.name())
                    .isLessThanOrEqualTo(pattern.exact());
        }
    }

    @ParameterizedTest
    @MethodSource("runningPatterns")
    void deadUnitsAreFoundAndTheirRemovalChangesNoAnswer(Pattern pattern) {
        Surgery surgery = new Surgery(pattern.drawn());
        Map<String, int[]> keep = some(surgery.groups(), new Random(9));
        Model dead = surgery.silence(keep);

        Surgery.Simplified simplified = new Surgery(dead).simplify();

        assertThat(Pattern.difference(dead, simplified.model(), pattern.draw(6)))
                .isLessThanOrEqualTo(pattern.exact());
        keep.forEach((name, kept) -> {
            int width = surgery.groups().named(name).orElseThrow().width();
            assertThat(simplified.removed().getOrDefault(name, 0)).as(name).isEqualTo(width - kept.length);
        });
    }

    @ParameterizedTest
    @MethodSource("runningPatterns")
    void whereOnlyWeightsAreZeroNoMoreIsRemovedThanChangesNoAnswer(Pattern pattern) {
        Model model = pattern.drawn();
        Surgery surgery = new Surgery(model);
        Map<String, int[]> keep = some(surgery.groups(), new Random(10));
        for (ChannelGroup group : surgery.groups().prunable()) {
            int[] kept = keep.getOrDefault(group.name(), new int[0]);
            IntStream.range(0, group.width())
                    .filter(unit -> Arrays.stream(kept).noneMatch(k -> k == unit))
                    .forEach(unit -> Kill.weights(model, group, unit));
        }

        Surgery.Simplified simplified = new Surgery(model).simplify();

        assertThat(Pattern.difference(model, simplified.model(), pattern.draw(7)))
                .isLessThanOrEqualTo(pattern.exact());
    }

    @ParameterizedTest
    @MethodSource("runningPatterns")
    void whatNothingReadsIsRemovedWhereThatChangesNoAnswer(Pattern pattern) {
        Model model = pattern.drawn();
        Surgery surgery = new Surgery(model);
        Map<String, int[]> keep = some(surgery.groups(), new Random(12));
        surgery.groups()
                .prunable()
                .forEach(group -> IntStream.range(0, group.width())
                        .filter(unit -> Arrays.stream(keep.getOrDefault(group.name(), new int[0]))
                                .noneMatch(k -> k == unit))
                        .forEach(unit -> Kill.reads(model, group, unit)));

        Surgery.Simplified simplified = new Surgery(model).simplify();

        assertThat(Pattern.difference(model, simplified.model(), pattern.draw(7)))
                .isLessThanOrEqualTo(pattern.exact());
    }

    @ParameterizedTest
    @MethodSource("prunablePatterns")
    void halfOfEachGroupIsTheModelOfHalfTheWidths(Pattern pattern) {
        Surgery surgery = new Surgery(pattern.model().apply(1));
        Model narrow = pattern.model().apply(2);

        Model half = surgery.shrink(half(surgery.groups()));

        assertThat(Pattern.shapes(half)).isEqualTo(Pattern.shapes(narrow));
        assertThat(Pattern.configuration(half)).isEqualTo(Pattern.configuration(narrow));
        assertThat(half.numParams()).isEqualTo(narrow.numParams());
    }

    @ParameterizedTest
    @MethodSource("runningPatterns")
    void whatIsLeftIsSavedLoadedTrainedAndPrunedAgain(Pattern pattern, @TempDir Path folder) throws IOException {
        Model model = pattern.drawn();
        pattern.fit(model, 1);
        Surgery surgery = new Surgery(model);
        Model half = surgery.shrink(half(surgery.groups()));
        Path zip = folder.resolve("half.zip");
        ModelSerializer.writeModel(half, zip.toFile(), true);

        Model loaded = load(half, zip);
        assertThat(Pattern.difference(half, loaded, pattern.draw(8))).isZero();
        pattern.fit(half, 2);
        pattern.fit(loaded, 2);
        assertThat(loaded.params()).as("trained on with the same updater state").isEqualTo(half.params());

        Surgery again = new Surgery(loaded);
        Model quarter = again.shrink(half(again.groups()));
        pattern.fit(quarter, 1);
        assertThat(quarter.numParams()).isLessThan(half.numParams());
        for (INDArray answer : Pattern.answers(quarter, pattern.draw(8))) {
            assertThat(answer.toString()).doesNotContain("NaN", "Infinity");
        }
    }

    private static Model load(Model like, Path zip) throws IOException {
        return like instanceof org.deeplearning4j.nn.multilayer.MultiLayerNetwork
                ? ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), true)
                : ModelSerializer.restoreComputationGraph(zip.toFile(), true);
    }

    private static Map<String, int[]> some(ChannelGroups groups, Random random) {
        Map<String, int[]> keep = new HashMap<>();
        for (ChannelGroup group : groups.prunable()) {
            int[] kept = IntStream.range(0, group.width())
                    .filter(unit -> random.nextInt(3) > 0)
                    .toArray();
            keep.put(group.name(), kept.length == 0 ? new int[] {0} : kept);
        }
        return keep;
    }

    /** Every second unit. */
    private static Map<String, int[]> half(ChannelGroups groups) {
        Map<String, int[]> keep = new HashMap<>();
        for (ChannelGroup group : groups.prunable()) {
            keep.put(
                    group.name(),
                    IntStream.range(0, (group.width() + 1) / 2)
                            .map(unit -> 2 * unit)
                            .toArray());
        }
        return keep;
    }

    private static String words(Map<String, int[]> keep) {
        StringBuilder words = new StringBuilder();
        keep.forEach(
                (name, kept) -> words.append(name).append(Arrays.toString(kept)).append(' '));
        return words.toString();
    }
}
