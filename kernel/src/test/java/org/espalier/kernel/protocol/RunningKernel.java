package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.espalier.kernel.launch.KernelProcess;

/** A kernel that serves in this process, a front end for it, and what the kernel wrote to its terminal. */
final class RunningKernel {

    private static final int PATIENCE_MS = 10_000;

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final PrintStream replacedErr = System.err;
    private final KernelServer server;
    private final Thread serving;
    private final FrontEnd frontEnd;

    private RunningKernel(Path connectionFile, JsonObject connection) throws IOException {
        System.setErr(new PrintStream(terminal, true, StandardCharsets.UTF_8));
        server = KernelServer.of(connectionFile);
        serving = new Thread(() -> {
            try {
                server.serve();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        serving.start();
        frontEnd = new FrontEnd(connection);
        frontEnd.awaitKernel();
    }

    static RunningKernel in(Path folder) throws IOException {
        Path file = folder.resolve("connection.json");
        return new RunningKernel(file, connection(file));
    }

    /** A kernel in a process of its own, which prints to a file. */
    static Process process(Path connectionFile, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KernelProcess.class.getName(),
                        connectionFile.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Writes a connection file for a kernel of this machine. */
    static JsonObject connection(Path file) throws IOException {
        JsonObject connection = new JsonObject();
        connection.addProperty("transport", "tcp");
        connection.addProperty("ip", "127.0.0.1");
        connection.addProperty("signature_scheme", "hmac-sha256");
        connection.addProperty("key", "5e1f-key");
        int next = freePort(20_000 + ThreadLocalRandom.current().nextInt(10_000));
        for (String port : List.of("shell_port", "control_port", "iopub_port", "stdin_port", "hb_port")) {
            connection.addProperty(port, next);
            next = freePort(next + 1);
        }
        Files.writeString(file, connection.toString());
        return connection;
    }

    /** Below the ports that systems hand out by themselves: nobody takes it between here and the kernel's start. */
    private static int freePort(int from) throws IOException {
        for (int port = from; port < from + 1_000; port++) {
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
        throw new IOException("no free port from " + from);
    }

    FrontEnd frontEnd() {
        return frontEnd;
    }

    /** The lines that the kernel itself wrote, not its cells. */
    List<String> log() {
        return terminal.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("espalier:"))
                .toList();
    }

    boolean isAlive() {
        return serving.isAlive();
    }

    void awaitEnd() throws InterruptedException {
        serving.join(PATIENCE_MS);
    }

    void stop() throws InterruptedException {
        server.stop();
        awaitEnd();
        frontEnd.close();
        System.setErr(replacedErr);
    }
}
