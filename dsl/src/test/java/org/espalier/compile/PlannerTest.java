package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.espalier.compile.WeightFormat.CSR;
import static org.espalier.compile.WeightFormat.DENSE;
import static org.espalier.compile.WeightFormat.blocks;

import java.util.List;
import java.util.Map;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Step.Convolution;
import org.espalier.sparse.Availability;
import org.espalier.sparse.DenseMatrix;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private final PlanCache cache = new PlanCache();

    @Test
    void takesTheFastestFormatOfEachLayer() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 400L, blocks(4, 1), 700L, blocks(8, 1), 900L));

        assertThat(plan(backend, Programs.ofSparsities(0, 0.9, 0.95))).containsExactly(DENSE, CSR, CSR);
    }

    @Test
    void aSparseFormatHasToWinByFivePercent() {
        Program program = Programs.ofSparsities(0.9);

        assertThat(plan(taking(Map.of(DENSE, 1000L, CSR, 960L)), program)).containsExactly(DENSE);
        assertThat(plan(new PlanCache(), taking(Map.of(DENSE, 1000L, CSR, 940L)), program, 32))
                .containsExactly(CSR);
    }

    @Test
    void triesNoSparseFormatWhereLittleIsPruned() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 1L));

        assertThat(plan(backend, Programs.ofSparsities(0.2, 0.4))).containsExactly(DENSE, CSR);
    }

    @Test
    void triesBlocksWhereTheyStoreFewZeros() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 500L, blocks(4, 1), 200L, blocks(8, 1), 300L));

        assertThat(plan(backend, Programs.ofBlocks(0.6, 4))).containsExactly(blocks(4, 1));
        assertThat(plan(backend, Programs.ofSparsities(0.5)))
                .as("pruned one by one: blocks would store nearly everything")
                .containsExactly(CSR);
    }

    @Test
    void triesAPatternWhereItHoldsAndTheBackendHasAKernelForIt() {
        Map<WeightFormat, Long> nanos = Map.of(DENSE, 1000L, CSR, 500L, WeightFormat.nOfM(2, 4), 200L);
        Program program = Programs.ofPattern(2, 4);

        assertThat(plan(taking(nanos), program)).containsExactly(CSR);
        assertThat(plan(new PlanCache(), taking(nanos).withPatterns(), program, 32))
                .containsExactly(WeightFormat.nOfM(2, 4));
        assertThat(plan(new PlanCache(), taking(nanos).withPatterns(), Programs.ofSparsities(0.5), 32))
                .as("half of the weights, and not two of every four")
                .containsExactly(CSR);
    }

    @Test
    void whatOnlyPutsValuesInAnotherOrderIsNoProductToSpeedUp() {
        float[] turned = new float[Programs.WIDTH * Programs.WIDTH];
        for (int row = 0; row < Programs.WIDTH; row++) {
            turned[row * Programs.WIDTH + Programs.WIDTH - 1 - row] = 1;
        }
        Program program = new Program(
                Shape.vector(Programs.WIDTH),
                List.of(Programs.layer(0, DenseMatrix.of(turned, Programs.WIDTH, Programs.WIDTH))));

        assertThat(plan(taking(Map.of(DENSE, 1L)), program)).containsExactly(CSR);
        assertThat(Layers.of(program).dense())
                .as("nor is it one in the baseline")
                .containsExactly(CSR);
    }

    @Test
    void plansEachBatchSizeByItself() {
        PlainBackend backend = new PlainBackend()
                .taking((all, step, lanes) -> format(all, step).equals(CSR) == (lanes == 16) ? 100 : 1000);
        Program program = Programs.ofSparsities(0.9);

        assertThat(plan(cache, backend, program, 1)).containsExactly(DENSE);
        assertThat(plan(cache, backend, program, 32)).containsExactly(CSR);
    }

    @Test
    void layersThatLoseInTheMixAreDenseAgain() {
        // The second is fast as CSR only where the first is CSR too, which loses.
        PlainBackend backend = new PlainBackend().taking((all, step, lanes) -> {
            boolean sparse = format(all, step).equals(CSR);
            if (step == 0) {
                return sparse ? 2000 : 1000;
            }
            return !sparse ? 1000 : format(all, 0).equals(CSR) ? 500 : 1500;
        });

        assertThat(plan(backend, Programs.ofSparsities(0.9, 0.7))).containsExactly(DENSE, DENSE);
    }

    @Test
    void staysDenseWhereTheWholeIsSlower() {
        // The layer wins, but what follows it loses more.
        PlainBackend backend = new PlainBackend()
                .taking((all, step, lanes) -> format(all, 0).equals(CSR) ? (step == 0 ? 500 : 9000) : 1000);

        Planner.Planned planned =
                new Planner(backend, CompileOptions.defaults(), cache).plan(Programs.ofSparsities(0.9), 32);

        assertThat(Layers.of(planned.program()).formats()).containsExactly(DENSE);
        assertThat(planned.remarks()).singleElement().asString().contains("batch 32", "all layers stay dense");
    }

    @Test
    void whatWasMeasuredIsNotMeasuredAgain() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 400L));
        plan(backend, Programs.ofSparsities(0.9, 0.9));
        int timed = backend.timed.get();
        // Another clock now: who measured again would choose otherwise.
        backend.taking((all, step, lanes) -> format(all, step).equals(CSR) ? 5000 : 1000);

        assertThat(plan(backend, Programs.ofSparsities(0.9, 0.9))).containsExactly(CSR, CSR);
        assertThat(backend.timed.get()).isEqualTo(timed);
    }

    @Test
    void layersAlikeInAnotherNetworkAreTimedAsAWholeOnly() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 400L));
        plan(backend, Programs.ofSparsities(0.9, 0.9));
        int before = backend.compiled.get();

        assertThat(plan(backend, Programs.ofSparsities(0.9, 0.9, 0.9))).containsExactly(CSR, CSR, CSR);
        assertThat(backend.compiled.get() - before)
                .as("dense, the mix, the result")
                .isEqualTo(3);
    }

    @Test
    void whatWasMeasuredElsewhereDoesNotCount() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 400L));
        Program program = Programs.ofSparsities(0.9);
        plan(backend, program);
        backend.found(Availability.on("another instruction set"))
                .taking((all, step, lanes) -> format(all, step).equals(CSR) ? 5000 : 1000);

        assertThat(plan(backend, program)).containsExactly(DENSE);
    }

    @Test
    void theRuleMeasuresNothing() {
        PlainBackend backend = taking(Map.of(CSR, 1_000_000L));
        CompileOptions options = CompileOptions.defaults().byRule();

        List<WeightFormat> formats =
                formats(new Planner(backend, options, cache), Programs.ofSparsities(0.3, 0.7, 0.9), 32);

        assertThat(formats).containsExactly(DENSE, CSR, CSR);
        assertThat(formats(new Planner(backend, options, cache), Programs.ofBlocks(0.7, 4), 32))
                .containsExactly(blocks(4, 1));
        assertThat(formats(new Planner(backend, options, cache), Programs.ofSparsities(0.3, 0.7, 0.9), 1))
                .as("one vector breaks even later")
                .containsExactly(DENSE, DENSE, CSR);
        assertThat(backend.timed.get()).isZero();
    }

    @Test
    void aFormatCanBeForcedForAllAndForOneByName() {
        PlainBackend backend = taking(Map.of());
        CompileOptions options = CompileOptions.defaults()
                .format(CSR)
                .format("fc1", blocks(8, 1))
                .format("fc2", DENSE);

        assertThat(formats(new Planner(backend, options, cache), Programs.ofSparsities(0, 0, 0.9), 32))
                .containsExactly(CSR, blocks(8, 1), DENSE);
        assertThat(backend.timed.get()).isZero();
    }

    @Test
    void whatIsForcedStaysThoughItLoses() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 5000L, blocks(4, 1), 200L));
        CompileOptions options = CompileOptions.defaults().format("fc0", CSR);

        assertThat(formats(new Planner(backend, options, cache), Programs.ofSparsities(0.9, 0.9), 32))
                .containsExactly(CSR, blocks(4, 1));
    }

    @Test
    void anUnknownLayerIsRefusedWithTheNearest() {
        CompileOptions options = CompileOptions.defaults().format("fc11", CSR);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Planner(taking(Map.of()), options, cache).plan(Programs.ofSparsities(0, 0), 32))
                .withMessage(
                        "no convolution or dense layer \"fc11\" to store as CSR; there are [fc0, fc1]; did you mean \"fc1\"?");
    }

    @Test
    void aPatternThatDoesNotHoldIsRefusedWithTheLayer() {
        CompileOptions options = CompileOptions.defaults().format("fc1", WeightFormat.nOfM(2, 4));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Planner(taking(Map.of()), options, cache).plan(Programs.ofSparsities(0.9, 0), 32))
                .withMessageContaining("layer \"fc1\" cannot be stored as 2:4: row 0");
    }

    @Test
    void programsUnderTrialAreClosed() {
        PlainBackend backend = taking(Map.of(DENSE, 1000L, CSR, 400L));

        new Planner(backend, CompileOptions.defaults(), cache).plan(Programs.ofSparsities(0.9), 32);

        assertThat(backend.open.get()).as("but for the result").isEqualTo(1);
    }

    private List<WeightFormat> plan(PlainBackend backend, Program program) {
        return plan(cache, backend, program, 32);
    }

    private static List<WeightFormat> plan(PlanCache cache, PlainBackend backend, Program program, int batch) {
        return formats(new Planner(backend, CompileOptions.defaults(), cache), program, batch);
    }

    private static List<WeightFormat> formats(Planner planner, Program program, int batch) {
        return Layers.of(planner.plan(program, batch).program()).formats();
    }

    private static PlainBackend taking(Map<WeightFormat, Long> nanos) {
        return new PlainBackend().taking((all, step, lanes) -> nanos.getOrDefault(format(all, step), 10_000L));
    }

    /** Of a layer; what is no layer counts as dense. */
    private static WeightFormat format(Program all, int step) {
        return step < all.steps().size() && all.steps().get(step) instanceof Convolution layer
                ? WeightFormat.of(layer.weights())
                : DENSE;
    }
}
