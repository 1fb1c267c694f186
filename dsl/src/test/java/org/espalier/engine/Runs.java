package org.espalier.engine;

import java.util.List;
import java.util.Map;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.nd4j.linalg.factory.Nd4j;

/** Runs made of given rows, for tests of how runs are shown. */
public final class Runs {
    private Runs() {}

    public static Run of(Recipe recipe, List<Row> rows, String... notes) {
        Receipt receipt = new Receipt(
                recipe,
                Tiny.experiment().description(),
                "tiny, trained for 2 epochs",
                "patterns",
                "0".repeat(64),
                List.of(42L),
                Map.of("java", "17"),
                Receipt.lines(rows, List.of(42L, 43L, 44L, 45L)),
                List.of("f".repeat(64)));
        Network network = Tiny.network().build(1);
        return new Run(
                recipe,
                "tiny, trained for 2 epochs",
                "patterns",
                rows,
                receipt,
                List.of(notes),
                network,
                network,
                List.of("conv1"),
                Nd4j.rand(4, 1, 8, 8),
                Map.of());
    }

    /** The same run with another network in the place of the pruned one. */
    static Run with(Run run, Network network, List<String> scope) {
        return new Run(
                run.recipe(),
                run.modelDescription(),
                run.dataDescription(),
                run.rows(),
                run.receipt(),
                run.notes(),
                network,
                network,
                scope,
                Nd4j.rand(4, 1, 8, 8),
                Map.of());
    }
}
