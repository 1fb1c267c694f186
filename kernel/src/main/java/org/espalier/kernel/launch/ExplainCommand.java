package org.espalier.kernel.launch;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what a recipe would do. */
@Command(
        name = "explain",
        description = "Says what a recipe would do to its model; trains nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 when it can be run; 2 when the file, an option or the target is wrong."})
final class ExplainCommand implements Callable<Integer> {

    @Mixin
    private JobOptions options = new JobOptions();

    @Mixin
    private Result result = new Result();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        return result.tell(options.job().explain(), command);
    }
}
