package org.espalier.engine;

import static org.espalier.Pruning.geometric;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneWeights;
import static org.espalier.Pruning.rewindToEpoch;
import static org.espalier.Pruning.sparsity;
import static org.espalier.Pruning.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.espalier.recipe.Recipe;

/** What {@link KillTest} kills: a run with its controls, whose rows go into a file at the end. */
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
        Experiment experiment = Experiment.of(Tiny.network(), Tiny.data())
                .withoutLatency()
                .seeds(1, 2)
                .checkpointing(Path.of(arguments[0]));
        Files.writeString(Path.of(arguments[1]), "");
        String rows = experiment.run(RECIPE).rows().stream().map(Row::toString).collect(Collectors.joining("\n"));
        Files.writeString(Path.of(arguments[2]), rows);
    }
}
