package org.espalier.kernel.launch;

import java.util.concurrent.Callable;
import org.espalier.RecipeJob;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the methods there are. */
@Command(
        name = "methods",
        description = "Lists every method that a recipe can name.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0; 2 when there is no such kind."})
final class MethodsCommand implements Callable<Integer> {

    @Option(names = "--kind", paramLabel = "KIND", description = "Of this kind only, such as criterion.")
    private @Nullable String kind;

    @Mixin
    private Result result = new Result();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        return result.tell(RecipeJob.methods(kind), command);
    }
}
