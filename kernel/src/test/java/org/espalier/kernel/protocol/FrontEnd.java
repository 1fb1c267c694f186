package org.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A front end on bare sockets, which checks every signature for itself. */
final class FrontEnd implements AutoCloseable {

    private static final int TIMEOUT_MS = 30_000;
    private static final int CONNECTIONS = 30;

    private final byte[] identity = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    private final ZContext context = new ZContext();
    private final JsonObject connection;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;
    private final ZMQ.Socket heartbeat;
    private final ZMQ.Socket stdin;

    record Received(String type, String parent, JsonObject content, List<byte[]> buffers) {}

    FrontEnd(JsonObject connection) {
        this.connection = connection;
        shell = connect(SocketType.DEALER, "shell_port");
        control = connect(SocketType.DEALER, "control_port");
        iopub = connect(SocketType.SUB, "iopub_port");
        iopub.subscribe(new byte[0]);
        heartbeat = connect(SocketType.REQ, "hb_port");
        stdin = connect(SocketType.DEALER, "stdin_port");
    }

    private ZMQ.Socket connect(SocketType type, String port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setReceiveTimeOut(TIMEOUT_MS);
        socket.setHWM(0);
        // The kernel asks whoever sent the cell, and knows them on every channel by this.
        if (!port.equals("hb_port")) {
            socket.setIdentity(identity);
        }
        socket.connect("tcp://127.0.0.1:" + connection.get(port).getAsInt());
        return socket;
    }

    /** Sends a request and returns its id. */
    String send(boolean onControl, String type, String content) {
        return send(onControl ? control : shell, type, content);
    }

    private String send(ZMQ.Socket socket, String type, String content, byte[]... buffers) {
        String id = UUID.randomUUID().toString();
        String header = header(id, type);
        List<byte[]> frames = new ArrayList<>();
        for (String frame : List.of("<IDS|MSG>", signature(header, "{}", "{}", content), header, "{}", "{}", content)) {
            frames.add(frame.getBytes(StandardCharsets.UTF_8));
        }
        frames.addAll(List.of(buffers));
        sendFrames(socket, frames);
        return id;
    }

    /** Sends something through a comm. */
    String sendComm(String type, String content, byte[]... buffers) {
        return send(shell, type, content, buffers);
    }

    /** Frames as they are, on the shell or the control channel. */
    void sendRaw(boolean onControl, List<byte[]> frames) {
        sendFrames(onControl ? control : shell, frames);
    }

    private static void sendFrames(ZMQ.Socket socket, List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
        }
    }

    static String header(String id, String type) {
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", id);
        header.addProperty("msg_type", type);
        header.addProperty("session", "test");
        header.addProperty("username", "tester");
        header.addProperty("date", "2026-01-01T00:00:00.000000Z");
        header.addProperty("version", "5.3");
        return header.toString();
    }

    /** What the kernel asks. */
    Received question() {
        return receive(stdin);
    }

    /** Answers what the kernel asked. */
    void answer(String value) {
        JsonObject content = new JsonObject();
        content.addProperty("value", value);
        send(stdin, "input_reply", content.toString());
    }

    String execute(String code) {
        return execute(code, false);
    }

    String execute(String code, boolean allowStdin) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.addProperty("stop_on_error", true);
        content.addProperty("allow_stdin", allowStdin);
        content.add("user_expressions", new JsonObject());
        return send(false, "execute_request", content.toString());
    }

    /** The reply to a request. */
    Received reply(boolean onControl, String id) {
        Received received = receive(onControl ? control : shell);
        assertThat(received.parent()).isEqualTo(id);
        return received;
    }

    /** Whatever is published next. */
    Received nextPublished() {
        return receive(iopub);
    }

    /** Everything published for a request, until the kernel is idle again. */
    List<Received> published(String id) {
        List<Received> all = new ArrayList<>();
        while (true) {
            Received received = receive(iopub);
            if (received.parent().equals(id)) {
                all.add(received);
                if (received.type().equals("status")
                        && received.content()
                                .get("execution_state")
                                .getAsString()
                                .equals("idle")) {
                    return all;
                }
            }
        }
    }

    /** Subscriptions take a moment to arrive; asks until something is heard. */
    void awaitKernel() {
        iopub.setReceiveTimeOut(200);
        boolean heard = false;
        while (!heard) {
            reply(true, send(true, "kernel_info_request", "{}"));
            heard = iopub.recv() != null;
        }
        while (iopub.recv() != null) {
            heard = true;
        }
        iopub.setReceiveTimeOut(TIMEOUT_MS);
    }

    String beat(String text) {
        heartbeat.send(text);
        return heartbeat.recvStr();
    }

    /** Frames that are no heartbeat, and bytes that aren't even ZeroMQ. */
    void beatGarbage() {
        boolean heard = false;
        // JeroMQ's clients, other than libzmq's, at times lose what they send first.
        for (int i = 0; i < CONNECTIONS && !heard; i++) {
            heard = heardGarbage();
        }
        assertThat(heard)
                .as("an answer on one of " + CONNECTIONS + " connections")
                .isTrue();
    }

    private boolean heardGarbage() {
        try (ZMQ.Socket dealer = connect(SocketType.DEALER, "hb_port");
                Socket bare = new Socket("127.0.0.1", connection.get("hb_port").getAsInt())) {
            dealer.setReceiveTimeOut(TIMEOUT_MS / CONNECTIONS);
            sendFrames(dealer, List.of(new byte[0], new byte[] {1}, new byte[] {2}));
            sendFrames(dealer, List.of(new byte[] {3}, new byte[] {4}));
            bare.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] first = dealer.recv();
            return first != null && first.length == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Received receive(ZMQ.Socket socket) {
        String frame = socket.recvStr();
        while (frame != null && !frame.equals("<IDS|MSG>")) {
            frame = socket.recvStr();
        }
        assertThat(frame).as("a message before the timeout").isNotNull();
        String signature = socket.recvStr();
        String header = socket.recvStr();
        String parent = socket.recvStr();
        String metadata = socket.recvStr();
        String content = socket.recvStr();
        List<byte[]> buffers = new ArrayList<>();
        while (socket.hasReceiveMore()) {
            buffers.add(socket.recv());
        }
        assertThat(signature).isEqualTo(signature(header, parent, metadata, content));
        JsonObject parentHeader = JsonParser.parseString(parent).getAsJsonObject();
        return new Received(
                JsonParser.parseString(header).getAsJsonObject().get("msg_type").getAsString(),
                parentHeader.has("msg_id") ? parentHeader.get("msg_id").getAsString() : "",
                JsonParser.parseString(content).getAsJsonObject(),
                buffers);
    }

    String signature(String... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = connection.get("key").getAsString().getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (String part : parts) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
