package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.streams.NativeStreams;
import org.espalier.report.Rendering;

/** Runs the cell of an {@code execute_request}, shows what comes of it, and makes the reply. */
final class ExecuteHandler {

    private final Evaluator evaluator;
    private final NativeStreams streams;
    private final Publisher publisher;
    private final Questions questions;
    private final History history;
    private int lastNumber;

    ExecuteHandler(
            Evaluator evaluator, NativeStreams streams, Publisher publisher, Questions questions, History history) {
        this.evaluator = evaluator;
        this.streams = streams;
        this.publisher = publisher;
        this.questions = questions;
        this.history = history;
    }

    /** The content of the reply, which has {@code status} {@code ok} or {@code error}. */
    JsonObject execute(Request request) throws BadMessage {
        String code = request.text("code");
        boolean isSilent = request.flag("silent", false);
        boolean isStored = request.flag("store_history", true) && !isSilent;
        JsonObject expressions = request.object("user_expressions");
        int number = isStored ? lastNumber + 1 : lastNumber;
        publisher.begin(request, isSilent);
        questions.begin(request, request.flag("allow_stdin", false));
        try {
            publisher.input(code, number);
            CellResult result = streams.showing(() -> evaluator.evaluate(new Cell(number, code)));
            result.value().ifPresent(value -> publisher.result(number, value));
            result.error().ifPresent(publisher::error);
            if (isStored) {
                lastNumber = number;
                history.add(number, code, result.value().map(Rendering::plain));
            }
            JsonObject reply = result.error().isPresent() ? failed(result) : succeeded(expressions, number);
            reply.addProperty("execution_count", number);
            return reply;
        } finally {
            questions.end();
            publisher.end();
        }
    }

    /** The reply to a cell that isn't run because one before it failed. */
    JsonObject aborted() {
        JsonObject reply = Json.object("status", "aborted");
        reply.addProperty("execution_count", lastNumber);
        return reply;
    }

    private static JsonObject failed(CellResult result) {
        JsonObject reply = result.error().map(Json::error).orElseGet(JsonObject::new);
        reply.addProperty("status", "error");
        return reply;
    }

    private JsonObject succeeded(JsonObject expressions, int number) {
        JsonObject reply = Json.ok();
        reply.add("payload", new JsonArray());
        JsonObject values = new JsonObject();
        for (Map.Entry<String, JsonElement> each : expressions.entrySet()) {
            JsonElement source = each.getValue();
            values.add(each.getKey(), valueOf(new Cell(number, source.isJsonPrimitive() ? source.getAsString() : "")));
        }
        reply.add("user_expressions", values);
        return reply;
    }

    private JsonObject valueOf(Cell expression) {
        CellResult result = evaluator.evaluate(expression);
        if (result.error().isPresent()) {
            return failed(result);
        }
        JsonObject value = Json.bundle(result.value().orElse(Rendering.plain("")));
        value.addProperty("status", "ok");
        return value;
    }
}
