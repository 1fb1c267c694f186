package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.espalier.RecipeJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs what a receipt says again. */
@Command(
        name = "reproduce",
        description = "Runs what a receipt says again, and compares figure by figure.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code: 0 when both agree, bit by bit or within tolerance; 1 when they differ; 2 when the file is wrong."
        })
final class ReproduceCommand implements Callable<Integer> {

    @Parameters(paramLabel = "<receipt.json>", description = "The receipt.")
    private Path receipt = Path.of("receipt.json");

    @Mixin
    private Result result = new Result();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        return result.tell(RecipeJob.reproduce(receipt, Result.progress()), command);
    }
}
