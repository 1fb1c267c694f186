package org.espalier.engine;

import static org.espalier.Pruning.geometric;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.taylor;
import static org.espalier.Pruning.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Sweep;

/** What {@link KillTest} kills: a sweep with its controls, runs side by side, whose cells go into a file at the end. */
final class KilledRun {
    private static final Recipe RECIPE = pruneWeights()
            .by(magnitude())
            .to(sparsity(0.9))
            .over(geometric(3))
            .then(rewindToEpoch(1), train(1))
            .named("killed");

    private KilledRun() {}

    /** Arguments: the folder of the checkpoints, the file to make when work begins, the file for the rows. */
    public static void main(String[] arguments) throws IOException {
        Experiment experiment =
                Experiment.of(Tiny.network(), Tiny.data()).withoutLatency().checkpointing(Path.of(arguments[0]));
        Files.writeString(Path.of(arguments[1]), "");
        SweepRun run =
                experiment.run(Sweep.of(RECIPE).criteria(magnitude(), taylor()).seeds(1, 2));
        String cells = run.cells().stream().map(SweepRun.Cell::toString).collect(Collectors.joining("\n"));
        Files.writeString(Path.of(arguments[2]), cells + "\n" + run.failures());
    }
}
