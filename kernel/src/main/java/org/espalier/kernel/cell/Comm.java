package org.espalier.kernel.cell;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A line to a widget or a live plot in the front end, both ways. What comes in is handled on the notebook's thread,
 * between cells.
 *
 * <pre>{@code
 * var comm = Comm.open("live-plot", Map.of("title", "loss"));
 * comm.onMessage(message -> System.out.println(message.data()));
 * comm.send(Map.of("step", 1, "loss", 0.5));
 * }</pre>
 */
public final class Comm {

    private static final Gson GSON = new Gson();

    private final String id;
    private final String target;
    private volatile Consumer<Message> onMessage = message -> {};
    private volatile Runnable onClose = () -> {};

    /**
     * Something that came through a comm.
     *
     * @param data what was sent, as JSON
     * @param buffers binary parts beside it
     */
    public record Message(JsonElement data, List<byte[]> buffers) {
        /** Copies the list. */
        public Message {
            buffers = List.copyOf(buffers);
        }
    }

    Comm(String id, String target) {
        this.id = id;
        this.target = target;
    }

    /**
     * Opens a comm to what the front end has registered under a name.
     *
     * @param data what to begin with: maps, lists, records, texts, numbers
     */
    public static Comm open(String target, @Nullable Object data, byte[]... buffers) {
        Comm comm = new Comm(UUID.randomUUID().toString().replace("-", ""), target);
        JsonObject content = comm.content(data);
        content.addProperty("target_name", target);
        Comms.remember(comm);
        Cells.frontEnd().comm("comm_open", content, List.of(buffers));
        return comm;
    }

    /** Sends data: maps, lists, records, texts, numbers; and binary parts beside it. */
    public void send(@Nullable Object data, byte[]... buffers) {
        if (!Comms.isOpen(id)) {
            throw new IllegalStateException(
                    "the comm to " + target + " is closed; open another: Comm.open(\"" + target + "\", data)");
        }
        Cells.frontEnd().comm("comm_msg", content(data), List.of(buffers));
    }

    /** Closes it; nothing comes in any more. */
    public void close() {
        if (Comms.forget(id)) {
            Cells.frontEnd().comm("comm_close", content(null), List.of());
        }
    }

    /** What to do with what comes in; replaces what was to be done before. */
    public Comm onMessage(Consumer<Message> handler) {
        onMessage = handler;
        return this;
    }

    /** What to do when the front end closes it. */
    public Comm onClose(Runnable handler) {
        onClose = handler;
        return this;
    }

    /** The id both sides know it by. */
    public String id() {
        return id;
    }

    /** The name it was opened under. */
    public String target() {
        return target;
    }

    void receive(Message message) {
        onMessage.accept(message);
    }

    void closed() {
        onClose.run();
    }

    private JsonObject content(@Nullable Object data) {
        JsonObject content = new JsonObject();
        content.addProperty("comm_id", id);
        content.add("data", data == null ? new JsonObject() : GSON.toJsonTree(data));
        return content;
    }

    @Override
    public String toString() {
        return "comm to " + target + (Comms.isOpen(id) ? "" : ", closed");
    }
}
