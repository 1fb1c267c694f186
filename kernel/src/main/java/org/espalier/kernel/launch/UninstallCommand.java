package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Undoes {@code install}. */
@Command(name = "uninstall", description = "Undoes install.", mixinStandardHelpOptions = true)
final class UninstallCommand implements Callable<Integer> {

    @Mixin
    private Location location = new Location();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path folder = location.folder();
        boolean removed = KernelSpec.delete(folder);
        command.commandLine().getOut().println(removed ? "Removed " + folder : "There is no kernel in " + folder);
        return removed ? 0 : 1;
    }
}
