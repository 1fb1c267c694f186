package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.apoz;
import static org.espalier.Pruning.cubic;
import static org.espalier.Pruning.distil;
import static org.espalier.Pruning.everyLayer;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.fromScratch;
import static org.espalier.Pruning.geometric;
import static org.espalier.Pruning.linear;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.quantise;
import static org.espalier.Pruning.reconstruct;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.rigl;
import static org.espalier.Pruning.snip;
import static org.espalier.Pruning.sparseTraining;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.taylor;
import static org.espalier.Pruning.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.espalier.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that was interrupted and run again has the figures of one that was not. */
class ResumeTest {
    private static final Recipe TICKET = pruneWeights()
            .by(magnitude())
            .to(sparsity(0.9))
            .in(everyLayer().rankedGlobally())
            .over(geometric(3))
            .then(rewindToEpoch(1), train(1))
            .named("ticket");

    @TempDir
    private Path folder;

    static Stream<Recipe> recipes() {
        return Stream.of(
                TICKET,
                pruneChannels(4)
                        .by(taylor(2))
                        .to(macsAtMost(0.5))
                        .over(linear(2))
                        .then(reconstruct(), fineTune(1))
                        .named("narrow"),
                pruneChannels(2)
                        .by(apoz())
                        .to(macsAtMost(0.6))
                        .over(linear(2))
                        .then(rewindToEpoch(0), train(1), distil(1), quantise())
                        .named("distilled"),
                pruneWeights()
                        .by(snip())
                        .to(sparsity(0.8))
                        .over(cubic(2))
                        .atInitialisation()
                        .then(train(1), fromScratch(1))
                        .named("early"),
                sparseTraining(rigl().every(3))
                        .to(sparsity(0.8))
                        .whileTraining(2)
                        .then(fineTune(1))
                        .named("rigged"));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void wherever_it_is_interrupted_it_ends_with_the_same_figures(Recipe recipe) {
        Counting events = new Counting(Integer.MAX_VALUE);
        List<Row> expected = experiment().listening(() -> events).run(recipe).rows();
        Random random = new Random(recipe.name().hashCode());

        for (int trial = 0; trial < 2; trial++) {
            Path kept = folder.resolve("trial " + trial);
            int interruptions = 0;
            while (interruptions < 4) {
                Counting stopping = new Counting(1 + random.nextInt(events.count / 2));
                try {
                    experiment().checkpointing(kept).listening(() -> stopping).run(recipe);
                    break;
                } catch (CancellationException e) {
                    interruptions++;
                }
            }
            assertThat(interruptions).isPositive();
            assertThat(experiment().checkpointing(kept).run(recipe).rows()).isEqualTo(expected);
        }
    }

    @Test
    void what_was_finished_is_not_done_again() {
        Counting events = new Counting(Integer.MAX_VALUE);
        Run first = experiment().checkpointing(folder).listening(() -> events).run(TICKET);
        List<Progress> epochs = new ArrayList<>();
        Run again = experiment()
                .checkpointing(folder)
                .listening(() -> epochs(epochs))
                .run(TICKET);

        assertThat(epochs).isEmpty();
        assertThat(again.rows()).isEqualTo(first.rows());
        assertThat(first.notes()).noneMatch(note -> note.contains("checkpoints"));
        assertThat(again.notes())
                .contains(
                        "14 finished epochs and steps were read from checkpoints in %s; delete the folder to do them anew, for instance after a change to a method of your own."
                                .formatted(folder));
    }

    @Test
    void an_interrupted_thread_leaves_what_was_finished() {
        Experiment kept = experiment().checkpointing(folder);
        assertThatThrownBy(() -> kept.listening(() -> progress -> {
                            if (progress.task().contains("step 3 of 3")) {
                                Thread.currentThread().interrupt();
                            }
                        })
                        .run(TICKET))
                .isInstanceOf(CancellationException.class);

        List<Progress> epochs = new ArrayList<>();
        experiment().checkpointing(folder).listening(() -> epochs(epochs)).run(TICKET);

        assertThat(epochs.get(0).task()).startsWith("ticket, step 3 of 3");
    }

    @Test
    void a_damaged_checkpoint_is_told_and_the_one_before_it_used() throws IOException {
        List<Row> expected = experiment().run(TICKET).rows();
        experiment().checkpointing(folder).run(TICKET);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".checkpoint"))
                    .sorted()
                    .toList();
        }
        Random random = new Random(5);
        assertThat(files).hasSizeGreaterThan(8);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            if (random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] ^= 1;
                Files.write(file, bytes);
            } else {
                Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            }

            Run run = experiment().checkpointing(folder).run(TICKET);

            assertThat(run.rows()).as("%s", file).isEqualTo(expected);
            assertThat(run.notes())
                    .as("%s", file)
                    .anyMatch(note -> note.startsWith("Checkpoint " + file + " is damaged: ")
                            && note.endsWith("It was set aside and its step is done again, from the one before."));
        }
    }

    @Test
    void another_seed_model_recipe_or_batch_finds_nothing_of_it() {
        experiment().checkpointing(folder).run(TICKET);

        for (Experiment other : List.of(
                experiment().seeds(7), experiment().trainedFor(1), experiment().batchSize(32))) {
            assertThat(other.checkpointing(folder).run(TICKET).notes()).noneMatch(note -> note.contains("checkpoints"));
        }
        Run narrower = experiment().checkpointing(folder).run(TICKET.to(sparsity(0.8)));
        assertThat(narrower.notes())
                .as("the dense model is the same")
                .anyMatch(note -> note.startsWith("2 finished epochs and steps were read"));
    }

    private static Experiment experiment() {
        return Experiment.of(Tiny.network(), Tiny.data()).withoutLatency();
    }

    /** Collects the ends of epochs. */
    private static Progress.Listener epochs(List<Progress> ends) {
        return progress -> {
            if (progress.accuracy().isPresent()) {
                ends.add(progress);
            }
        };
    }

    /** Counts events and interrupts at one of them. */
    private static final class Counting implements Progress.Listener {
        private final int last;
        private int count;

        Counting(int last) {
            this.last = last;
        }

        @Override
        public void onProgress(Progress progress) {
            if (++count == last) {
                throw new CancellationException("stopped by the test");
            }
        }
    }
}
