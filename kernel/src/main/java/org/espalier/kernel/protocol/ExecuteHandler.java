package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.report.Rendering;

/** Runs the cell of an {@code execute_request}, shows what comes of it, and makes the reply. */
final class ExecuteHandler {

    private final Evaluator evaluator;
    private final Publisher publisher;
    private final History history;
    private int lastNumber;

    ExecuteHandler(Evaluator evaluator, Publisher publisher, History history) {
        this.evaluator = evaluator;
        this.publisher = publisher;
        this.history = history;
    }

    /** The content of the reply, which has {@code status} {@code ok} or {@code error}. */
    JsonObject execute(Message<?> message, ExecuteRequest request) {
        boolean isStored = request.shouldStoreHistory() && !request.isSilent();
        int number = isStored ? lastNumber + 1 : lastNumber;
        publisher.begin(message, request.isSilent());
        publisher.input(request.getCode(), number);
        CellResult result = evaluator.evaluate(new Cell(number, request.getCode()));
        result.value().ifPresent(value -> publisher.result(number, value));
        result.error().ifPresent(publisher::error);
        if (isStored) {
            lastNumber = number;
            history.add(number, request.getCode(), result.value().map(Rendering::plain));
        }
        JsonObject reply = result.error().isPresent() ? failed(result) : succeeded(request, number);
        reply.addProperty("execution_count", number);
        return reply;
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

    private JsonObject succeeded(ExecuteRequest request, int number) {
        JsonObject reply = Json.ok();
        reply.add("payload", new JsonArray());
        JsonObject values = new JsonObject();
        Map<String, String> expressions = request.getUserExpr();
        if (expressions != null) {
            expressions.forEach((name, source) -> values.add(name, valueOf(new Cell(number, source))));
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
