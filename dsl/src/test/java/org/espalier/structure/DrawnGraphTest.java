package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Graphs of all structures, drawn: each can be pruned, or says why not. One that fails is written to
 * {@code target/drawn-graphs}; what lies in {@code src/test/resources/structure} is tried again each time.
 */
class DrawnGraphTest {
    private static final Path FIXTURES = Path.of("src", "test", "resources", "structure");
    private static final Pattern.Input IMAGES = Pattern.fed(2, 6, 6);
    private static final Pattern.Input SEQUENCE = Pattern.fed(3, 5);

    @Test
    void graphsOfImagesShrinkToWhatTheyAreWithSilentChannels() throws IOException {
        assertThat(failures("images", 500, DrawnGraph::of, IMAGES)).isEmpty();
    }

    @Test
    void graphsOverTimeShrinkToWhatTheyAreWithSilentUnits() throws IOException {
        assertThat(failures("sequence", 40, DrawnSequence::of, SEQUENCE)).isEmpty();
    }

    @Test
    void graphsThatFailedOnceAreTriedAgain() throws IOException {
        if (!Files.isDirectory(FIXTURES)) {
            return;
        }
        List<String> failures = new ArrayList<>();
        try (Stream<Path> files = Files.list(FIXTURES)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                ComputationGraph graph =
                        new ComputationGraph(ComputationGraphConfiguration.fromJson(Files.readString(file)));
                graph.init();
                boolean images = file.getFileName().toString().startsWith("images");
                failure(graph, images ? IMAGES : SEQUENCE, 1).ifPresent(why -> failures.add(file + ": " + why));
            }
        }
        assertThat(failures).isEmpty();
    }

    private static List<String> failures(
            String kind, int graphs, LongFunction<ComputationGraph> draw, Pattern.Input input) throws IOException {
        List<String> failures = new ArrayList<>();
        int prunable = 0;
        int tried = 0;
        for (long seed = 1; tried < graphs; seed++) {
            ComputationGraph graph = draw.apply(seed);
            if (!runs(graph, input)) {
                continue;
            }
            tried++;
            assertThat(seed).as("most graphs run").isLessThan(2L * graphs);
            prunable += ChannelGroups.of(graph).prunable().isEmpty() ? 0 : 1;
            var why = failure(graph, input, seed);
            if (why.isPresent()) {
                Path file = Path.of("target", "drawn-graphs", "%s-%d.json".formatted(kind, seed));
                Files.createDirectories(file.getParent());
                Files.writeString(file, graph.getConfiguration().toJson());
                failures.add(file + ": " + why.get());
            }
        }
        assertThat(prunable).as("graphs with something to prune").isGreaterThan(graphs * 3 / 4);
        return failures;
    }

    /** DL4J itself fails to run some graphs, of one that pools what is not the layer before it for instance. */
    private static boolean runs(ComputationGraph graph, Pattern.Input input) {
        try {
            graph.output(input.array(new Random(1)));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Optional<String> failure(ComputationGraph graph, Pattern.Input input, long seed) {
        Pattern.randomise(graph, seed);
        INDArray[] inputs = {input.array(new Random(seed))};
        try {
            return wrong(graph, inputs, seed);
        } catch (RuntimeException e) {
            return Optional.of(e + " at "
                    + Arrays.toString(Arrays.copyOf(e.getStackTrace(), Math.min(5, e.getStackTrace().length))));
        }
    }

    private static Optional<String> wrong(ComputationGraph graph, INDArray[] inputs, long seed) {
        Surgery surgery = new Surgery(graph);
        for (ChannelGroup group : surgery.groups().all()) {
            if (group.refusal().filter(String::isBlank).isPresent()) {
                fail("refused without a reason: " + group);
            }
        }
        Map<String, int[]> keep = keep(surgery.groups(), new Random(seed));
        Model silenced = surgery.silence(keep);
        double scale = 1
                + Stream.of(Pattern.answers(silenced, inputs))
                        .mapToDouble(a -> a.amaxNumber().doubleValue())
                        .max()
                        .orElse(0);
        double shrunk = Pattern.difference(silenced, surgery.shrink(keep), inputs) / scale;
        if (!(shrunk <= 1e-9)) {
            return Optional.of("shrunk and silenced differ by %g, kept %s".formatted(shrunk, words(keep)));
        }
        Surgery.Simplified simplified = new Surgery(silenced).simplify();
        double dead = Pattern.difference(silenced, simplified.model(), inputs) / scale;
        if (!(dead <= 1e-9)) {
            return Optional.of("the simplification %s changed answers by %g".formatted(simplified.removed(), dead));
        }
        return Optional.empty();
    }

    /** Two units of a group at least, where there are as many: DL4J cannot run a separable convolution of one. */
    private static Map<String, int[]> keep(ChannelGroups groups, Random random) {
        Map<String, int[]> keep = new TreeMap<>();
        for (ChannelGroup group : groups.prunable()) {
            int[] kept = IntStream.range(0, group.width())
                    .filter(unit -> unit < 2 || random.nextInt(2) == 0)
                    .toArray();
            keep.put(group.name(), kept);
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
