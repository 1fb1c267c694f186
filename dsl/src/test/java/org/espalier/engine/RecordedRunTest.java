package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.espalier.ledger.Entry;
import org.espalier.ledger.Ledger;
import org.espalier.recipe.Recipe;
import org.espalier.report.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Experiments that tell a ledger of their runs. */
class RecordedRunTest {
    private static final Recipe HALF =
            pruneWeights().by(magnitude()).to(sparsity(0.5)).named("half");

    @TempDir
    private Path folder;

    @Test
    void everyRunIsInTheLedgerWithAllItsFiguresAndItsRecipe() {
        Ledger ledger = Ledger.in(folder.resolve("ledger.db"));
        Experiment experiment = Experiment.of(Tiny.network(), Tiny.data())
                .latencyBatch(2)
                .seeds(1, 2)
                .withoutControls();
        Run run = experiment.recordingTo(ledger).run(HALF);

        List<Entry> entries = ledger.entries();
        assertThat(entries.stream().map(entry -> entry.row().orElseThrow()).toList())
                .isEqualTo(run.rows());
        assertThat(entries.get(0).run().seeds()).containsExactly(1L, 2L);
        assertThat(entries.get(0).run().sha256()).isEqualTo(HALF.sha256());
        assertThat(entries.get(0).run().json()).isEqualTo(HALF.toJson());
        assertThat(entries.get(0).run().environment()).isEqualTo(run.receipt().environment());
        Table table = table(ledger);
        assertThat(table.rowCount()).isEqualTo(3);
        assertThat(table.doubleColumn("latency (ms)").countMissing()).isZero();
        assertThat(table.doubleColumn("sd (%)").countMissing()).isZero();
        assertThat(new Reports().render(ledger).orElseThrow().plain()).contains("half", "validation accuracy (%)");
        assertThat(new Reports().render(ledger.compare(1, 1)).orElseThrow().plain())
                .contains("Recipe, model, data, seeds, versions and machine are the same.");
        assertThat(Reports.pareto("latency", "accuracy", ledger).toString()).contains("latency");
    }

    @Test
    void runsThatFailOrAreInterruptedAreInTheLedgerToo() {
        Ledger ledger = Ledger.in(folder.resolve("ledger.db"));
        for (RuntimeException why : List.of(
                new IllegalStateException("the disk is full"),
                new CancellationException("interrupted during: train"))) {
            Experiment failing = Tiny.experiment().recordingTo(ledger).listening(() -> progress -> {
                throw why;
            });
            assertThatThrownBy(() -> failing.run(HALF)).isSameAs(why);
        }

        assertThat(ledger.entries())
                .extracting(entry -> entry.run().status() + ": " + entry.run().error())
                .containsExactly("failed: the disk is full", "interrupted: interrupted during: train");
        assertThat(table(ledger).stringColumn("status").asList())
                .containsExactly("failed: the disk is full", "interrupted: interrupted during: train");
    }

    @Test
    void aLedgerThatCannotBeWrittenCostsANoteNotTheRun() throws IOException {
        Path notes = Files.writeString(folder.resolve("notes.txt"), "no database".repeat(100));
        Run run = Tiny.experiment().recordingTo(Ledger.in(notes)).run(HALF);

        assertThat(run.rows()).hasSize(3);
        assertThat(run.notes())
                .anyMatch(note -> note.startsWith("This run was not recorded: ledger " + notes)
                        && note.contains("espalier.ledger"));
    }
}
