package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.kernel.protocol.KernelServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Serves one notebook; Jupyter runs this. */
@Command(name = "kernel", description = "Serves one notebook; Jupyter runs this.", mixinStandardHelpOptions = true)
final class KernelCommand implements Callable<Integer> {

    private static final String PARENT = "JPY_PARENT_PID";

    @Parameters(paramLabel = "<connection-file>", description = "The file in which Jupyter says where to listen.")
    private Path connectionFile = Path.of("connection.json");

    @Override
    public Integer call() throws Exception {
        KernelServer server = KernelServer.of(connectionFile);
        // A front end that dies sends no shutdown request; its kernel must not stay behind.
        parent().ifPresent(front -> {
            var unused = front.onExit().thenRun(server::stop);
        });
        server.serve();
        return 0;
    }

    /** Jupyter's process; on Windows the variable holds a handle that Java cannot use. */
    private static Optional<ProcessHandle> parent() {
        String pid = System.getenv(PARENT);
        return pid == null
                        || !pid.matches("\\d{1,18}")
                        || pid.equals("1")
                        || System.getProperty("os.name").startsWith("Windows")
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(pid));
    }
}
