package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A front end that sends a few requests to a kernel of this machine and waits for each reply. */
public final class Rehearsal {

    private static final String THIS_MACHINE = "127.0.0.1";
    private static final int POLL_MS = 200;
    private static final String SIGNATURE = "hmac-sha256";

    private final KernelConnectionProperties connection;

    private Rehearsal(KernelConnectionProperties connection) {
        this.connection = connection;
    }

    /**
     * Writes the connection file of a kernel that is still to be started.
     *
     * @throws IOException when it cannot be written, or no port is free
     */
    public static Rehearsal at(Path connectionFile) throws IOException {
        List<Integer> ports = freePorts(5);
        KernelConnectionProperties connection = new KernelConnectionProperties(
                THIS_MACHINE,
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.get(4),
                "tcp",
                SIGNATURE,
                UUID.randomUUID().toString());
        Files.writeString(connectionFile, connection.toJsonString());
        return new Rehearsal(connection);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getByName(THIS_MACHINE)));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /**
     * Runs cells one after another, asks for completions and an explanation, and shuts the kernel down.
     *
     * @param isAlive whether the kernel's process still runs
     * @throws IOException when the kernel dies, or doesn't answer within {@code patience}
     * @throws GeneralSecurityException when this JDK cannot sign messages
     */
    public void play(List<String> cells, Duration patience, BooleanSupplier isAlive)
            throws IOException, GeneralSecurityException {
        ZMQ.Context context = ZMQ.context(1);
        Channel shell = new Channel(
                context,
                SocketType.DEALER,
                connection.createHMACGenerator(),
                "rehearsal",
                KernelConnectionProperties::getShellPort);
        try {
            shell.setReceiveTimeOut(POLL_MS);
            shell.setLinger(0);
            shell.connect("tcp://" + THIS_MACHINE + ":" + connection.getShellPort());
            Asking ask = new Asking(shell, Messages.newSession(), patience, isAlive);
            ask.of("kernel_info_request", new JsonObject());
            for (String cell : cells) {
                JsonObject code = Json.object("code", cell);
                ask.of("is_complete_request", code.deepCopy());
                ask.of("execute_request", code.deepCopy());
                code.addProperty("cursor_pos", cell.length());
                ask.of("complete_request", code.deepCopy());
                code.addProperty("detail_level", 0);
                ask.of("inspect_request", code);
            }
            JsonObject shutdown = new JsonObject();
            shutdown.addProperty("restart", false);
            ask.of("shutdown_request", shutdown);
        } finally {
            shell.close();
            context.close();
        }
    }

    private record Asking(Channel shell, Messages messages, Duration patience, BooleanSupplier isAlive) {

        void of(String type, JsonObject content) throws IOException {
            shell.send(messages.request(type, content));
            long until = System.nanoTime() + patience.toNanos();
            while (shell.recv() == null) {
                if (!isAlive.getAsBoolean() || System.nanoTime() > until) {
                    throw new IOException("the kernel didn't answer a " + type);
                }
            }
            while (shell.hasReceiveMore()) {
                shell.recv();
            }
        }
    }
}
