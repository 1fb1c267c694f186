package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Serves one notebook. */
@Command(
        name = "kernel",
        description = "Serves one notebook; Jupyter starts it by what `install` wrote.",
        mixinStandardHelpOptions = true)
final class KernelCommand implements Callable<Integer> {

    @Parameters(paramLabel = "<connection-file>", description = "The file in which Jupyter says where to listen.")
    private Path connectionFile = Path.of("connection.json");

    @Override
    public Integer call() throws Exception {
        KernelProcess.serve(connectionFile);
        return 0;
    }
}
