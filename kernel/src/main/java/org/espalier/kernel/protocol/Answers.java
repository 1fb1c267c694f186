package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.espalier.kernel.jshell.Completions;
import org.espalier.kernel.jshell.Completions.Match;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.jshell.Indentation;
import org.espalier.kernel.streams.NativeStreams;
import org.espalier.report.Rendering;

/** The answer to each kind of request. */
final class Answers {

    private final Evaluator evaluator;
    private final Runnable shutdown;
    private final CountDownLatch ranACell;
    private final History history = new History();
    private final ExecuteHandler execution;
    private final CommHandler comms;

    /**
     * @param shutdown what a request for the shutdown sets off
     * @param ranACell counted down when the first cell has ended
     */
    Answers(
            Evaluator evaluator,
            NativeStreams streams,
            Publisher publisher,
            Questions questions,
            Runnable shutdown,
            CountDownLatch ranACell) {
        this.evaluator = evaluator;
        this.shutdown = shutdown;
        this.ranACell = ranACell;
        this.execution = new ExecuteHandler(evaluator, streams, publisher, questions, history);
        this.comms = new CommHandler(evaluator, publisher);
    }

    /** The answer to what came over the shell channel; empty where the protocol wants none. */
    Optional<Reply> onShell(Request request) throws BadMessage {
        switch (request.type()) {
            case "execute_request" -> {
                try {
                    return reply("execute_reply", execution.execute(request));
                } finally {
                    ranACell.countDown();
                }
            }
            case "complete_request" -> {
                String code = request.text("code");
                return reply("complete_reply", complete(code, request.number("cursor_pos", code.length())));
            }
            case "inspect_request" -> {
                return reply("inspect_reply", inspect(request));
            }
            case "is_complete_request" -> {
                return reply("is_complete_reply", isComplete(request.text("code")));
            }
            case "history_request" -> {
                return reply("history_reply", history.answer(request));
            }
            case "comm_open" -> {
                comms.open(request);
                return Optional.empty();
            }
            case "comm_msg" -> {
                comms.message(request, request.text("comm_id"));
                return Optional.empty();
            }
            case "comm_close" -> {
                comms.close(request.text("comm_id"));
                return Optional.empty();
            }
            default -> {
                return onControl(request);
            }
        }
    }

    /** The answer to what came over the control channel, where a running cell keeps nobody waiting. */
    Optional<Reply> onControl(Request request) throws BadMessage {
        switch (request.type()) {
            case "kernel_info_request" -> {
                return reply("kernel_info_reply", KernelInfo.answer());
            }
            case "interrupt_request" -> {
                evaluator.interrupt();
                return reply("interrupt_reply", Json.ok());
            }
            case "shutdown_request" -> {
                JsonObject content = Json.ok();
                content.addProperty("restart", request.flag("restart", false));
                shutdown.run();
                return reply("shutdown_reply", content);
            }
            case "comm_info_request" -> {
                return reply("comm_info_reply", CommHandler.info(request));
            }
            case "usage_request" -> {
                return reply("usage_reply", Usage.answer());
            }
            case "debug_request" -> {
                return reply("debug_reply", noDebugger(request));
            }
            default -> throw new BadMessage("no answer to the message type " + request.type());
        }
    }

    /** The answer to a cell that isn't run because one before it failed. */
    Reply refusal() {
        return new Reply("execute_reply", execution.aborted());
    }

    private static Optional<Reply> reply(String type, JsonObject content) {
        return Optional.of(new Reply(type, content));
    }

    /** In the words of the debug adapter protocol, whose messages these requests carry. */
    private static JsonObject noDebugger(Request request) throws BadMessage {
        JsonObject content = Json.ok();
        content.addProperty("type", "response");
        content.addProperty("request_seq", request.number("seq", 0));
        content.addProperty("command", request.text("command", ""));
        content.addProperty("success", false);
        content.addProperty("message", "this kernel has no debugger");
        return content;
    }

    private JsonObject complete(String code, int cursor) {
        Completions found = evaluator.complete(code, toIndex(code, cursor));
        JsonObject content = Json.ok();
        content.add("matches", Json.strings(found.matches()));
        int start = code.codePointCount(0, found.start());
        int end = code.codePointCount(0, found.end());
        content.addProperty("cursor_start", start);
        content.addProperty("cursor_end", end);
        JsonObject metadata = new JsonObject();
        metadata.add("_jupyter_types_experimental", typed(found, start, end));
        content.add("metadata", metadata);
        return content;
    }

    /** What JupyterLab shows beside each match. */
    private static JsonArray typed(Completions found, int start, int end) {
        JsonArray typed = new JsonArray();
        for (Match match : found.found()) {
            JsonObject each = Json.object("text", match.text());
            each.addProperty("type", match.kind());
            each.addProperty("signature", match.signature());
            each.addProperty("start", start);
            each.addProperty("end", end);
            typed.add(each);
        }
        return typed;
    }

    private JsonObject inspect(Request request) throws BadMessage {
        String code = request.text("code");
        Optional<Rendering> found = evaluator.inspect(
                code,
                toIndex(code, request.number("cursor_pos", code.length())),
                request.number("detail_level", 0) > 0);
        JsonObject content = found.map(Json::bundle).orElseGet(Answers::nothing);
        content.addProperty("status", "ok");
        content.addProperty("found", found.isPresent());
        return content;
    }

    private static JsonObject nothing() {
        JsonObject nothing = new JsonObject();
        nothing.add("data", new JsonObject());
        nothing.add("metadata", new JsonObject());
        return nothing;
    }

    private JsonObject isComplete(String code) {
        return switch (evaluator.completeness(code)) {
            case COMPLETE -> Json.object("status", "complete");
            case INVALID -> Json.object("status", "invalid");
            case INCOMPLETE -> {
                JsonObject content = Json.object("status", "incomplete");
                content.addProperty("indent", Indentation.after(code));
                yield content;
            }
        };
    }

    /** Jupyter counts code points, Java counts chars. */
    private static int toIndex(String code, int codePoints) {
        return code.offsetByCodePoints(0, Math.max(0, Math.min(codePoints, code.codePointCount(0, code.length()))));
    }
}
