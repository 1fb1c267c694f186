package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.espalier.kernel.cell.InputNotPossible;
import org.zeromq.ZMQ;

/** What cells ask the person in front of the notebook; its thread owns the stdin channel. */
final class Questions {

    private static final long POLL_MS = 50;

    private final Messages messages;
    private final BlockingQueue<Question> asked = new LinkedBlockingQueue<>();
    private volatile Optional<Request> running = Optional.empty();
    private volatile boolean isAllowed;

    private record Question(Outgoing message, CompletableFuture<String> answer) {

        /** Old front ends don't say which question they answer. */
        boolean isAnsweredBy(Request reply) {
            return reply.type().equals("input_reply")
                    && (!reply.parent().has("msg_id")
                            || reply.parent()
                                    .get("msg_id")
                                    .equals(message.header().get("msg_id")));
        }
    }

    Questions(Messages messages) {
        this.messages = messages;
    }

    /** From now on questions go to whoever sent this request, if it allows any. */
    void begin(Request request, boolean allowed) {
        isAllowed = allowed;
        running = Optional.of(request);
    }

    /** The request has been answered. */
    void end() {
        running = Optional.empty();
    }

    /** Waits for the answer; called by cells, on their threads. */
    String ask(String prompt, boolean isSecret) throws InterruptedException {
        Request request = running.orElseThrow(
                () -> new InputNotPossible("no cell is running, so there is nowhere to ask; read inside of a cell"));
        if (!isAllowed) {
            throw new InputNotPossible("the front end that sent this cell takes no questions (allow_stdin is false); "
                    + "put the answer into a variable, or run the cell where somebody can type");
        }
        JsonObject content = Json.object("prompt", prompt);
        content.addProperty("password", isSecret);
        Question question = new Question(messages.reply(request, "input_request", content), new CompletableFuture<>());
        asked.add(question);
        try {
            return question.answer().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the question was lost", e.getCause());
        } finally {
            question.answer().cancel(false);
        }
    }

    /** The body of the thread that owns the channel. */
    Runnable over(Channel channel, BooleanSupplier stopping, Consumer<String> log) {
        return () -> {
            ZMQ.Poller poller = channel.poller();
            while (!stopping.getAsBoolean()) {
                try {
                    Question question = asked.poll(POLL_MS, TimeUnit.MILLISECONDS);
                    if (question != null) {
                        put(question, channel, poller, stopping, log);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            poller.close();
            channel.close();
        };
    }

    private static void put(
            Question question, Channel channel, ZMQ.Poller poller, BooleanSupplier stopping, Consumer<String> log) {
        // An answer that comes after its question was withdrawn is no answer to this one.
        while (channel.await(poller, 0)) {
            channel.frames();
        }
        channel.send(question.message());
        while (!stopping.getAsBoolean() && !question.answer().isDone()) {
            if (!channel.await(poller, POLL_MS)) {
                continue;
            }
            try {
                Request reply = channel.receive();
                if (question.isAnsweredBy(reply)) {
                    question.answer().complete(reply.text("value"));
                }
            } catch (BadMessage e) {
                log.accept("stdin: ignored a message: " + e.getMessage());
            }
        }
    }
}
