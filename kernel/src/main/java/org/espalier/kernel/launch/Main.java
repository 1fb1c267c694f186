package org.espalier.kernel.launch;

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
            InstallCommand.class,
            UninstallCommand.class,
            DoctorCommand.class
        })
public final class Main {

    private Main() {}

    /** Runs a command and exits with its code: 0 when all went well, 1 when it failed, 2 when it was misspelt. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("espalier: " + Failures.tell(failure));
            return 1;
        });
    }
}
