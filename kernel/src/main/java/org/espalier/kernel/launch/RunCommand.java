package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a recipe. */
@Command(
        name = "run",
        description =
                "Runs a recipe on its model and data, and prints the table; a notebook is run as by the command notebook.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 when it ran; 1 when it failed; 2 when the file or an option is wrong."})
final class RunCommand implements Callable<Integer> {

    @Mixin
    private JobOptions options = new JobOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Save the pruned model of the first seed as a DL4J zip.")
    private @Nullable Path out;

    @Option(names = "--receipt", paramLabel = "FILE", description = "Write the receipt, for the command reproduce.")
    private @Nullable Path receipt;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description = "Keep finished steps here, and go on from those that an interrupted run has left.")
    private @Nullable Path checkpoints;

    @Mixin
    private Result result = new Result();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        return result.tell(
                options.job()
                        .run(
                                Optional.ofNullable(out),
                                Optional.ofNullable(receipt),
                                Optional.ofNullable(checkpoints),
                                Result.progress()),
                command);
    }
}
