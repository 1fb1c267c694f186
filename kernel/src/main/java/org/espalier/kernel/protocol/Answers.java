package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.comm.CommOpenCommand;
import org.dflib.jjava.jupyter.messages.request.CompleteRequest;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.dflib.jjava.jupyter.messages.request.InspectRequest;
import org.dflib.jjava.jupyter.messages.request.IsCompleteRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;
import org.espalier.kernel.jshell.Completions;
import org.espalier.kernel.jshell.Completions.Match;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.jshell.Indentation;
import org.espalier.report.Rendering;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answer to each kind of request. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Evaluator evaluator;
    private final Publisher publisher;
    private final Runnable shutdown;
    private final CountDownLatch ranACell;
    private final History history = new History();
    private final ExecuteHandler execution;

    /**
     * @param shutdown what a request for the shutdown sets off
     * @param ranACell counted down when the first cell has ended
     */
    Answers(Evaluator evaluator, Publisher publisher, Runnable shutdown, CountDownLatch ranACell) {
        this.evaluator = evaluator;
        this.publisher = publisher;
        this.shutdown = shutdown;
        this.ranACell = ranACell;
        this.execution = new ExecuteHandler(evaluator, publisher, history);
    }

    /** The answer to what came over the shell channel; empty where the protocol wants none. */
    Optional<Reply> onShell(Message<?> message) {
        Object content = message.getContent();
        if (content instanceof ExecuteRequest request) {
            try {
                return reply(MessageType.EXECUTE_REPLY, execution.execute(message, request));
            } finally {
                ranACell.countDown();
            }
        }
        if (content instanceof CompleteRequest request) {
            return reply(MessageType.COMPLETE_REPLY, complete(request.getCode(), request.getCursorPos()));
        }
        if (content instanceof InspectRequest request) {
            return reply(MessageType.INSPECT_REPLY, inspect(request));
        }
        if (content instanceof IsCompleteRequest request) {
            return reply(MessageType.IS_COMPLETE_REPLY, isComplete(request.getCode()));
        }
        if (content instanceof HistoryRequest request) {
            return reply(MessageType.HISTORY_REPLY, history.answer(request));
        }
        if (content instanceof CommOpenCommand request) {
            publisher.closeComm(message, request.getCommID());
            return Optional.empty();
        }
        return onControl(message);
    }

    /** The answer to what came over the control channel, where a running cell keeps nobody waiting. */
    Optional<Reply> onControl(Message<?> message) {
        MessageType<?> type = message.getHeader().getType();
        if (type.equals(MessageType.KERNEL_INFO_REQUEST)) {
            return reply(MessageType.KERNEL_INFO_REPLY, KernelInfo.answer());
        }
        if (type.equals(MessageType.INTERRUPT_REQUEST)) {
            evaluator.interrupt();
            return reply(MessageType.INTERRUPT_REPLY, Json.ok());
        }
        if (message.getContent() instanceof ShutdownRequest request) {
            JsonObject content = Json.ok();
            content.addProperty("restart", request.isRestart());
            shutdown.run();
            return reply(MessageType.SHUTDOWN_REPLY, content);
        }
        if (type.equals(MessageType.COMM_INFO_REQUEST)) {
            JsonObject content = Json.ok();
            content.add("comms", new JsonObject());
            return reply(MessageType.COMM_INFO_REPLY, content);
        }
        LOG.debug("no answer to {}", type);
        return Optional.empty();
    }

    /** The answer to a cell that isn't run because one before it failed. */
    Reply refusal() {
        return new Reply(MessageType.EXECUTE_REPLY, execution.aborted());
    }

    private static Optional<Reply> reply(MessageType<?> type, JsonObject content) {
        return Optional.of(new Reply(type, content));
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

    private JsonObject inspect(InspectRequest request) {
        String code = request.getCode();
        Optional<Rendering> found =
                evaluator.inspect(code, toIndex(code, request.getCursorPos()), request.getDetailLevel() > 0);
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
