package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.espalier.compile.Agreement;
import org.espalier.compile.CompileOptions;
import org.espalier.compile.CompileReport;
import org.espalier.compile.CompileReport.Batch;
import org.espalier.compile.CompileReport.Foreign;
import org.espalier.compile.CompileReport.Layer;
import org.espalier.compile.CompileReport.Rest;
import org.espalier.compile.SparseNetwork;
import org.espalier.compile.WeightFormat;
import org.espalier.measure.Latency;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class CompileTableTest {
    private static final Locale BEFORE = Locale.getDefault();

    @AfterEach
    void localeAsItWas() {
        Locale.setDefault(BEFORE);
    }

    @Test
    void aReportReadsLikeThisInAnyCountry() {
        Locale.setDefault(Locale.GERMANY);

        assertThat(TextTable.of(TableView.whole(CompileTable.of(report(1.25)))).lines())
                .containsExactly(
                        "batch  layer                        M×K×N        sparsity (%)  format  backend  dense (ms)  chosen (ms)  speed-up (×)  MACs saved  saved (ms)",
                        "-----  ---------------------------  -----------  ------------  ------  -------  ----------  -----------  ------------  ----------  ----------",
                        "   32  conv1                        20×25×18432          10.0  dense   cpu           0.500        0.500          1.00           0       0.000",
                        "   32  fc1                          500×800×32           90.0  4×1     cpu           4.000        0.500          8.00     350,000       3.500",
                        "   32  lrn                                                             dl4j          0.250        0.250          1.00                   0.000",
                        "   32  everything else                                                 cpu           0.125        0.125          1.00                   0.000",
                        "   32  all steps                                                       cpu           4.875        1.375          3.55     350,000       3.500",
                        "   32  whole, over dense compiled                                      cpu           5.000        1.250          4.00     350,000       3.750",
                        "   32  whole, over DL4J + oneDNN                                       cpu          10.000        1.250          8.00     350,000       8.750",
                        "   32  whole, over DL4J as shipped                                     cpu         100.000        1.250         80.00     350,000      98.750");
    }

    @Test
    void theNotesSayWhereItWasMeasuredAndWhatDl4jStillComputes() {
        List<String> notes = CompileTable.footnotes(report(1.25));

        assertThat(notes)
                .contains(
                        "Backend cpu (AVX2, 1 thread), 1 thread asked for; outputs within 3.0e-08 of DL4J's on 3 random examples, values up to 0.500.",
                        "Batch 32 of [1, 28, 28] on processor: compiled 1.250 ms (p95 2.500, 40 calls); dense compiled 5.000 ms (p95 10.000, 40 calls); DL4J + oneDNN 10.000 ms (p95 20.000, 40 calls); DL4J as shipped 100.000 ms (p95 200.000, 40 calls).",
                        "Layer lrn is computed by DL4J: no step normalises across channels.",
                        "Backend other is passed over.");
        assertThat(notes).noneMatch(note -> note.contains("busy")).noneMatch(note -> note.contains("takes less"));
    }

    @Test
    void theNotesSayWhereDl4jIsFasterAndWhereTheMachineWasBusy() {
        assertThat(CompileTable.footnotes(report(13.75)))
                .contains(
                        "At batch 32 DL4J + oneDNN takes less than what was compiled; for such batches use the model itself.",
                        "At batch 32 the whole took 10.0 times as long as its steps: the machine was busy with something else.");
    }

    @Test
    void aNetworkIsShownAsItsTableWithTheNotes() {
        CompileOptions options = CompileOptions.defaults().backend("dl4j").batches(1);
        try (SparseNetwork network =
                SparseNetwork.compile(Zoo.lenet300().build(1).dl4j(), options)) {
            Table table = Reports.table(network);
            Rendering shown = Renderer.renderingOf(network);

            assertThat(table.stringColumn("layer").asList()).containsExactly("whole, over DL4J as shipped");
            assertThat(table.doubleColumn("speed-up (×)").get(0)).isEqualTo(1);
            assertThat(shown.plain())
                    .contains("network on DL4J itself", "Batch 1 of [1, 28, 28]", "outputs DL4J's own");
            assertThat(shown.forms().get("text/html")).contains("<table", "whole, over DL4J as shipped");
        }
    }

    private static CompileReport report(double compiled) {
        List<Layer> layers = List.of(
                new Layer("conv1", 20, 25, 576, 0.1, WeightFormat.DENSE, 0.5, 0.5, 288_000, 288_000),
                new Layer("fc1", 500, 800, 1, 0.9, WeightFormat.blocks(4, 1), 4, 0.5, 400_000, 50_000));
        Batch batch = new Batch(
                32,
                layers,
                List.of(new Foreign("lrn", "no step normalises across channels", 0.25)),
                new Rest(0.125, 0.125),
                latency(compiled, "cpu"),
                Optional.of(latency(5, "cpu")),
                Optional.of(latency(10, "DL4J + oneDNN")),
                Optional.of(latency(100, "DL4J as shipped")));
        return new CompileReport(
                "cpu",
                "AVX2, 1 thread",
                1,
                new Agreement(3e-8, 0.5, 3),
                List.of(batch),
                List.of("Backend other is passed over."));
    }

    private static Latency latency(double millis, String backend) {
        return new Latency(millis, 2 * millis, 40, 32, List.of(1L, 28L, 28L), "processor", backend, 1);
    }
}
