package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.espalier.RecipeJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two receipts. */
@Command(
        name = "compare",
        description = "Compares two receipts figure by figure.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code: 0 when both agree, bit by bit or within tolerance; 1 when they differ; 2 when a file is wrong."
        })
final class CompareCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "<expected.json>", description = "The first receipt.")
    private Path expected = Path.of("expected.json");

    @Parameters(index = "1", paramLabel = "<found.json>", description = "The second receipt.")
    private Path found = Path.of("found.json");

    @Mixin
    private Result result = new Result();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        return result.tell(RecipeJob.compare(expected, found), command);
    }
}
