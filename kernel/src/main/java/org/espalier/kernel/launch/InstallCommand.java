package org.espalier.kernel.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.kernel.jshell.ClassPathIndex;
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

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An option of the JVM, such as -Xmx8g; may be given several times.")
    private List<String> jvmOptions = new ArrayList<>();

    @Option(
            names = "--no-archive",
            description = "Leave out the archive of classes that shortens the time to the first answer by a quarter.")
    private boolean withoutArchive;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path folder = location.folder();
        KernelSpec spec = KernelSpec.ofThisProcess(displayName, jvmOptions);
        spec.writeTo(folder);
        if (!withoutArchive) {
            archive(spec, folder);
        }
        command.commandLine().getOut().println("Installed " + displayName + " in " + folder);
        return 0;
    }

    /** A kernel without an archive only starts more slowly; one that doesn't start at all says so here. */
    private void archive(KernelSpec spec, Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        ClassPathIndex.write(spec.jarsIn(folder));
        ClassArchive archive = ClassArchive.of(spec.javaVersion());
        try {
            archive.record(spec, folder);
        } catch (IOException e) {
            throw new IOException("installed in " + folder + ", but its rehearsal failed: " + e.getMessage(), e);
        }
        spec.startWith(folder, archive.startUp());
    }
}
