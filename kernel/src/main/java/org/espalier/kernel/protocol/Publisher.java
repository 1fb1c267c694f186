package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.espalier.kernel.render.CellError;
import org.espalier.kernel.render.Outputs;
import org.espalier.report.Rendering;
import org.jspecify.annotations.Nullable;

/**
 * Everything the kernel says to all front ends. What cells print, and updates of what they show, are gathered for a
 * moment, so that a loop that prints ten thousand lines costs a few messages; the order of outputs is kept. What a
 * thread prints after its cell has ended goes to the last cell that showed anything.
 */
final class Publisher implements Outputs {

    private static final int GATHER_MS = 100;
    private static final int GATHER_CHARS = 64 * 1024;

    private final Messages messages;
    private final Backlog outgoing;
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
    private long leftOut;
    private @Nullable Request cause;

    Publisher(Messages messages, Backlog outgoing) {
        this.messages = messages;
        this.outgoing = outgoing;
    }

    /** From now on outputs belong to this request; a muted one shows nothing. */
    synchronized void begin(Request request, boolean isMuted) {
        flush();
        muted = isMuted;
        if (!isMuted) {
            cause = request;
        }
    }

    /** The request has been answered; what threads print from now on is shown, even if the request was muted. */
    synchronized void end() {
        flush();
        muted = false;
    }

    /** Says that the kernel is {@code starting}, {@code busy} or {@code idle}, and with which request. */
    synchronized void status(@Nullable Request request, String state) {
        flush();
        JsonObject content = Json.object("execution_state", state);
        outgoing.add(messages.broadcast(request, "status", content, List.of()));
    }

    /** Repeats the code of a cell to all front ends. */
    synchronized void input(String code, int number) {
        JsonObject content = Json.object("code", code);
        content.addProperty("execution_count", number);
        send("execute_input", content);
    }

    /** Opens, closes or talks through a comm. */
    void comm(String type, JsonObject content, List<byte[]> buffers) {
        outgoing.awaitRoom();
        synchronized (this) {
            flush();
            outgoing.add(messages.broadcast(cause, type, content, buffers));
        }
    }

    @Override
    public void stream(String name, String written) {
        if (!outgoing.awaitRoom()) {
            synchronized (this) {
                leftOut += written.length();
            }
            return;
        }
        synchronized (this) {
            if (leftOut > 0) {
                String note = "[" + leftOut + " characters were left out here: the front end had stopped reading]\n";
                leftOut = 0;
                gather("stderr", note);
            }
            gather(name, written);
        }
    }

    private void gather(String name, String written) {
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
    public void display(String id, Rendering rendering) {
        outgoing.awaitRoom();
        synchronized (this) {
            flush();
            send("display_data", shown(id, rendering));
        }
    }

    @Override
    public synchronized void update(String id, Rendering rendering) {
        updates.put(id, rendering);
        flushSoon();
    }

    @Override
    public synchronized void clear(boolean wait) {
        flush();
        JsonObject content = new JsonObject();
        content.addProperty("wait", wait);
        send("clear_output", content);
    }

    @Override
    public synchronized void result(int number, Rendering rendering) {
        flush();
        JsonObject content = Json.bundle(rendering);
        content.addProperty("execution_count", number);
        send("execute_result", content);
    }

    @Override
    public synchronized void error(CellError error) {
        flush();
        send("error", Json.error(error));
    }

    /** Sends what has been gathered. */
    synchronized void flush() {
        if (!text.isEmpty()) {
            JsonObject content = Json.object("name", textName);
            content.addProperty("text", text.toString());
            text.setLength(0);
            send("stream", content);
        }
        updates.forEach((id, rendering) -> send("update_display_data", shown(id, rendering)));
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

    private void send(String type, JsonObject content) {
        if (!muted) {
            outgoing.add(messages.broadcast(cause, type, content, List.of()));
        }
    }

    private static JsonObject shown(String id, Rendering rendering) {
        JsonObject content = Json.bundle(rendering);
        content.add("transient", Json.object("display_id", id));
        return content;
    }
}
