package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the kernel known to Jupyter. */
@Command(
        name = "install",
        description = "Makes this kernel, with this Java and this class path, known to Jupyter.",
        mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {

    @Mixin
    private Location location = new Location();

    @Option(
            names = "--display-name",
            defaultValue = "Espalier (Java)",
            description = "What front ends call it (default: ${DEFAULT-VALUE}).")
    private String displayName = "Espalier (Java)";

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path folder = location.folder();
        KernelSpec.ofThisProcess(displayName).writeTo(folder);
        command.commandLine().getOut().println("Installed " + displayName + " in " + folder);
        return 0;
    }
}
