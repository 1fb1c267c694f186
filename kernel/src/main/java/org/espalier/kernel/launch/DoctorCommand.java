package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what keeps notebooks from running here, or from running well. */
@Command(
        name = "doctor",
        description = "Looks at Java, Jupyter, the installed kernel, natives, sparse backends and data;"
                + " says what to do where something is amiss.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0 when notebooks can run, warnings or not; 1 when something keeps them from running."
        })
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private Location location = new Location();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path folder = location.folder();
        List<Finding> findings = new ArrayList<>();
        findings.addAll(InstalledKernel.findings(folder));
        findings.addAll(JupyterChecks.findings(folder));
        findings.addAll(JavaChecks.findings());
        findings.forEach(command.commandLine().getOut()::println);
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL) ? 1 : 0;
    }
}
