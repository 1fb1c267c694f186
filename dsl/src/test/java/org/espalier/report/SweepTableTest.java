package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.*;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.engine.SweepRun;
import org.espalier.measure.Latency;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class SweepTableTest {
    private static final SweepRun RUN = new SweepRun(
            sweep(pruneWeights().by(magnitude()).to(sparsity(0.5)))
                    .criteria(magnitude(), taylor())
                    .sparsities(0.5, 0.9)
                    .seeds(1, 2),
            "patterns",
            List.of(
                    cell("dense", "", Row.Arm.DENSE, 1000, 2.0, 0.98, 0.96),
                    cell("magnitude", "50 % sparsity", Row.Arm.RECIPE, 500, 2.0, 0.97, 0.95),
                    cell("magnitude", "90 % sparsity", Row.Arm.RECIPE, 100, 1.0, 0.90, 0.80)),
            List.of(new SweepRun.Failure("tiny", "taylor 90 % sparsity", 2, "no gradient")),
            List.of(),
            2,
            List.of());

    private static SweepRun.Cell cell(
            String network, String target, Row.Arm arm, long parameters, double millis, double... tests) {
        List<Figures> figures = java.util.Arrays.stream(tests)
                .mapToObj(test -> new Figures(
                        1000,
                        parameters,
                        10_000,
                        parameters * 10,
                        parameters * 4,
                        0,
                        test,
                        OptionalDouble.of(test),
                        OptionalDouble.empty(),
                        "f".repeat(64)))
                .toList();
        Latency latency = new Latency(millis, millis + 1, 30, 32, List.of(1L), "cpu", "dl4j", 1);
        return new SweepRun.Cell(
                "tiny",
                network,
                target,
                "one step",
                new Row(arm, network, 0, OptionalDouble.empty(), figures, Optional.of(latency)));
    }

    @Test
    void theTableHasMeanAndSdOverTheSeedsAndTheSpeedUpOverDense() {
        Table table = table(RUN);
        assertThat(table.columnNames())
                .containsExactly(
                        "network",
                        "target",
                        "seeds",
                        "parameters",
                        "MACs",
                        "size (KiB)",
                        "validation accuracy (%)",
                        "± sd",
                        "test accuracy (%)",
                        "± sd (test)",
                        "latency (ms)",
                        "p95 (ms)",
                        "speed-up (×)");
        assertThat(table.doubleColumn("test accuracy (%)").get(2))
                .isEqualTo(85, org.assertj.core.api.Assertions.within(1e-9));
        // Of 90 and 80: the root of (5² + 5²) / 1.
        assertThat(table.doubleColumn("± sd").get(2))
                .isEqualTo(Math.sqrt(50), org.assertj.core.api.Assertions.within(1e-9));
        assertThat(table.doubleColumn("speed-up (×)").asList()).containsExactly(1.0, 1.0, 2.0);
        String shown = Renderer.renderingOf(RUN).plain();
        assertThat(shown)
                .contains("Failed: tiny, taylor 90 % sparsity, seed 2: no gradient")
                .contains("2 runs at a time");
    }

    @Test
    void aPivotHasTheDenseModelBesideEveryTarget() {
        Table pivot = pivot(RUN, "network", "target", "test");
        assertThat(pivot.columnNames()).containsExactly("network", "50 % sparsity", "90 % sparsity");
        assertThat(pivot.stringColumn("network").asList()).containsExactly("dense", "magnitude");
        assertThat(pivot.stringColumn("90 % sparsity").asList()).containsExactly("97.00 ± 1.41", "85.00 ± 7.07");
        assertThat(pivot(RUN, "network", "target", "latency")
                        .stringColumn("90 % sparsity")
                        .asList())
                .containsExactly("2.00", "1.00");
        assertThatThrownBy(() -> pivot(RUN, "network", "targt", "test"))
                .hasMessage(
                        "pivot: no column \"targt\"; did you mean \"target\"?; there are [model, network, target, schedule]");
        assertThatThrownBy(() -> pivot(RUN, "network", "schedule", "test"))
                .hasMessageStartingWith("pivot: 2 networks are \"magnitude\" at \"one step\"");
    }

    @Test
    void theFrontIsOfAllNetworksOfTheSweep() {
        assertThat(Renderer.renderingOf(pareto("latency", "test", RUN)).plain())
                .contains("Not beaten in both: magnitude, at 1 and 85")
                .contains("Not beaten in both: dense, at 2 and 97");
    }
}
