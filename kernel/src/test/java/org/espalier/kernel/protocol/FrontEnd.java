package org.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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

    private final ZContext context = new ZContext();
    private final JsonObject connection;
    private final ZMQ.Socket shell;
    private final ZMQ.Socket control;
    private final ZMQ.Socket iopub;
    private final ZMQ.Socket heartbeat;

    record Received(String type, String parent, JsonObject content) {}

    FrontEnd(JsonObject connection) {
        this.connection = connection;
        shell = connect(SocketType.DEALER, "shell_port");
        control = connect(SocketType.DEALER, "control_port");
        iopub = connect(SocketType.SUB, "iopub_port");
        iopub.subscribe(new byte[0]);
        heartbeat = connect(SocketType.REQ, "hb_port");
    }

    private ZMQ.Socket connect(SocketType type, String port) {
        ZMQ.Socket socket = context.createSocket(type);
        socket.setReceiveTimeOut(TIMEOUT_MS);
        socket.setHWM(0);
        socket.connect("tcp://127.0.0.1:" + connection.get(port).getAsInt());
        return socket;
    }

    /** Sends a request and returns its id. */
    String send(boolean onControl, String type, String content) {
        String id = UUID.randomUUID().toString();
        JsonObject header = new JsonObject();
        header.addProperty("msg_id", id);
        header.addProperty("msg_type", type);
        header.addProperty("session", "test");
        header.addProperty("username", "tester");
        header.addProperty("date", "2026-01-01T00:00:00.000000Z");
        header.addProperty("version", "5.3");
        sendFrames(onControl, signature(header.toString(), "{}", "{}", content), header.toString(), content);
        return id;
    }

    void sendFrames(boolean onControl, String signature, String header, String content) {
        ZMQ.Socket socket = onControl ? control : shell;
        socket.sendMore("<IDS|MSG>");
        socket.sendMore(signature);
        socket.sendMore(header);
        socket.sendMore("{}");
        socket.sendMore("{}");
        socket.send(content);
    }

    String execute(String code) {
        JsonObject content = new JsonObject();
        content.addProperty("code", code);
        content.addProperty("silent", false);
        content.addProperty("store_history", true);
        content.addProperty("stop_on_error", true);
        content.addProperty("allow_stdin", false);
        content.add("user_expressions", new JsonObject());
        return send(false, "execute_request", content.toString());
    }

    /** The reply to a request. */
    Received reply(boolean onControl, String id) {
        Received received = receive(onControl ? control : shell);
        assertThat(received.parent()).isEqualTo(id);
        return received;
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
        assertThat(socket.hasReceiveMore()).isFalse();
        assertThat(signature).isEqualTo(signature(header, parent, metadata, content));
        JsonObject parentHeader = JsonParser.parseString(parent).getAsJsonObject();
        return new Received(
                JsonParser.parseString(header).getAsJsonObject().get("msg_type").getAsString(),
                parentHeader.has("msg_id") ? parentHeader.get("msg_id").getAsString() : "",
                JsonParser.parseString(content).getAsJsonObject());
    }

    private String signature(String... parts) {
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
