package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.Optional;
import org.espalier.kernel.protocol.KernelServer;
import sun.misc.Signal;

/**
 * The process that Jupyter starts for a notebook. A main class of its own, because reading a command line as a person
 * writes it would cost a tenth of the time to the first answer.
 */
public final class KernelProcess {

    private static final String PARENT = "JPY_PARENT_PID";

    private KernelProcess() {}

    /** Serves the notebook that the connection file, the only argument, stands for. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        if (args.length != 1) {
            System.err.println("espalier: expected one connection file, found " + args.length + " arguments");
            return 2;
        }
        try {
            serve(Path.of(args[0]));
            return 0;
        } catch (Exception e) {
            System.err.println("espalier: " + Failures.tell(e));
            return 1;
        }
    }

    /** Serves until the front end asks for the shutdown, or dies. */
    static void serve(Path connectionFile) throws Exception {
        KernelServer server = KernelServer.ofProcess(connectionFile);
        // A front end that dies sends no shutdown request; its kernel must not stay behind.
        parent().ifPresent(front -> {
            var unused = front.onExit().thenRun(server::stop);
        });
        // Some front ends interrupt by signal, and service managers end processes by one.
        onSignal("INT", server::interrupt);
        onSignal("TERM", server::stop);
        server.serve();
    }

    private static void onSignal(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException notHere) {
            // The JVM was told to leave signals alone (-Xrs), or this system has none of the name.
            System.err.println("espalier: signals of the name " + name + " are not handled: " + notHere.getMessage());
        }
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
