package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.espalier.kernel.render.CellError;
import org.espalier.kernel.render.Outputs;
import org.espalier.report.Rendering;
import org.jspecify.annotations.Nullable;

/**
 * Everything the kernel says to all front ends. What cells print, and updates of what they show, are gathered for a
 * moment, so that a loop that prints ten thousand lines costs a few messages; the order of outputs is kept.
 */
final class Publisher implements Outputs {

    private static final int GATHER_MS = 100;
    private static final int GATHER_CHARS = 64 * 1024;

    private final Messages messages;
    // Cells only put messages here: their thread may be interrupted, which must not happen to one that uses a socket.
    private final BlockingQueue<Message<JsonObject>> outgoing;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gathered-output");
        thread.setDaemon(true);
        return thread;
    });

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Rendering> updates = new LinkedHashMap<>();
    private String textName = "stdout";
    private boolean flushIsDue;
    private boolean muted;
    private @Nullable Message<?> cause;

    Publisher(Messages messages, BlockingQueue<Message<JsonObject>> outgoing) {
        this.messages = messages;
        this.outgoing = outgoing;
    }

    static BlockingQueue<Message<JsonObject>> newQueue() {
        return new LinkedBlockingQueue<>();
    }

    /** From now on outputs belong to this request; a muted one shows nothing. */
    synchronized void begin(Message<?> request, boolean isMuted) {
        flush();
        cause = request;
        muted = isMuted;
    }

    /** Says that the kernel is {@code starting}, {@code busy} or {@code idle}, and with which request. */
    synchronized void status(@Nullable Message<?> request, String state) {
        flush();
        outgoing.add(messages.broadcast(request, MessageType.PUBLISH_STATUS, Json.object("execution_state", state)));
    }

    /** Repeats the code of a cell to all front ends. */
    synchronized void input(String code, int number) {
        JsonObject content = Json.object("code", code);
        content.addProperty("execution_count", number);
        send(MessageType.PUBLISH_EXECUTE_INPUT, content);
    }

    /** Tells the front end that opened a comm that nobody here listens. */
    synchronized void closeComm(Message<?> request, String id) {
        JsonObject content = Json.object("comm_id", id);
        content.add("data", new JsonObject());
        outgoing.add(messages.broadcast(request, MessageType.COMM_CLOSE_COMMAND, content));
    }

    @Override
    public synchronized void stream(String name, String written) {
        if (!name.equals(textName)) {
            flush();
            textName = name;
        }
        text.append(written);
        if (text.length() >= GATHER_CHARS) {
            flush();
        } else {
            flushSoon();
        }
    }

    @Override
    public synchronized void display(String id, Rendering rendering) {
        flush();
        send(MessageType.PUBLISH_DISPLAY_DATA, shown(id, rendering));
    }

    @Override
    public synchronized void update(String id, Rendering rendering) {
        updates.put(id, rendering);
        flushSoon();
    }

    @Override
    public synchronized void result(int number, Rendering rendering) {
        flush();
        JsonObject content = Json.bundle(rendering);
        content.addProperty("execution_count", number);
        send(MessageType.PUBLISH_EXECUTION_RESULT, content);
    }

    @Override
    public synchronized void error(CellError error) {
        flush();
        send(MessageType.PUBLISH_ERROR, Json.error(error));
    }

    /** Sends what has been gathered. */
    private void flush() {
        if (!text.isEmpty()) {
            JsonObject content = Json.object("name", textName);
            content.addProperty("text", text.toString());
            text.setLength(0);
            send(MessageType.PUBLISH_STREAM, content);
        }
        updates.forEach((id, rendering) -> send(MessageType.PUBLISH_UPDATE_DISPLAY_DATA, shown(id, rendering)));
        updates.clear();
    }

    private void flushSoon() {
        if (!flushIsDue) {
            flushIsDue = true;
            var unused = clock.schedule(this::flushNow, GATHER_MS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void flushNow() {
        flushIsDue = false;
        flush();
    }

    private void send(MessageType<?> type, JsonObject content) {
        if (!muted) {
            outgoing.add(messages.broadcast(cause, type, content));
        }
    }

    private static JsonObject shown(String id, Rendering rendering) {
        JsonObject content = Json.bundle(rendering);
        content.add("transient", Json.object("display_id", id));
        return content;
    }
}
