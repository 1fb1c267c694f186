package org.espalier.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Optional;
import org.espalier.kernel.cell.Comm;
import org.espalier.kernel.cell.Comms;
import org.espalier.kernel.jshell.Evaluator;

/**
 * Hands what comes through comms to their handlers. What those print is shown under the last cell: a front end shows
 * nothing for a message that isn't a cell's.
 */
record CommHandler(Evaluator evaluator, Publisher publisher) {

    void open(Request request) throws BadMessage {
        String id = request.text("comm_id");
        String target = request.text("target_name");
        Comm.Message message = message(request);
        handle(() -> Comms.opened(id, target, message));
    }

    void message(Request request, String id) {
        Comm.Message message = message(request);
        handle(() -> Comms.received(id, message));
    }

    void close(String id) {
        handle(() -> Comms.closed(id));
    }

    /** Which comms are open: all, or those to the target that the request names. */
    static JsonObject info(Request request) throws BadMessage {
        Optional<String> wanted = Optional.of(request.text("target_name", "")).filter(name -> !name.isEmpty());
        JsonObject comms = new JsonObject();
        Comms.open().forEach((id, target) -> {
            if (wanted.map(target::equals).orElse(true)) {
                comms.add(id, Json.object("target_name", target));
            }
        });
        JsonObject content = Json.ok();
        content.add("comms", comms);
        return content;
    }

    private void handle(Runnable handler) {
        evaluator
                .handle(handler)
                .ifPresent(error -> publisher.stream("stderr", String.join("\n", error.traceback()) + "\n"));
    }

    private static Comm.Message message(Request request) {
        JsonElement data = request.content().get("data");
        return new Comm.Message(data == null ? new JsonObject() : data, request.buffers());
    }
}
