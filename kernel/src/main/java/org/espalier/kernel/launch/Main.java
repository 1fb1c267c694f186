package org.espalier.kernel.launch;

import java.util.Arrays;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code espalier}. */
@Command(
        name = "espalier",
        description = "Neural-network pruning recipes in Java notebooks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            KernelCommand.class,
            RunCommand.class,
            ExplainCommand.class,
            ReproduceCommand.class,
            CompareCommand.class,
            MethodsCommand.class,
            NotebookCommand.class,
            GalleryCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            DoctorCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main {

    private Main() {}

    /** Runs a command and exits with its code: 0 when all went well, 1 when it failed, 2 when it, or a file it was given, was misspelt. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(meant(args)));
    }

    /** {@code run x.ipynb} is {@code notebook x.ipynb}: whoever runs a file need not know two words for it. */
    static String[] meant(String... args) {
        boolean notebook =
                args.length > 1 && args[0].equals("run") && Arrays.stream(args).anyMatch(arg -> arg.endsWith(".ipynb"));
        String[] meant = args.clone();
        if (notebook) {
            meant[0] = "notebook";
        }
        return meant;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("espalier: " + Failures.tell(failure));
            return failure instanceof IllegalArgumentException ? 2 : 1;
        });
    }
}
