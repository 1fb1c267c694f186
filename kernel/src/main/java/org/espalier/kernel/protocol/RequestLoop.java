package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.zeromq.ZMQ;

/** Reads requests from one channel, one after another, and answers each; the channel is this loop's alone. */
final class RequestLoop implements Runnable {

    private static final long POLL_MS = 100;
    /** How long the rest of a burst of requests may take to arrive. */
    private static final long BURST_MS = 20;

    private final Channel channel;
    private final Messages messages;
    private final Publisher publisher;
    private final Answering answers;
    private final Supplier<Reply> refusal;
    private final BooleanSupplier stopping;
    private final Consumer<String> log;

    /** Makes the reply to a request, empty where the protocol wants none. */
    @FunctionalInterface
    interface Answering {
        Optional<Reply> answer(Request request) throws BadMessage;
    }

    /**
     * @param refusal the reply to a cell that isn't run because one before it failed
     * @param log where one line goes for each message that cannot be answered
     */
    RequestLoop(
            Channel channel,
            Messages messages,
            Publisher publisher,
            Answering answers,
            Supplier<Reply> refusal,
            BooleanSupplier stopping,
            Consumer<String> log) {
        this.channel = channel;
        this.messages = messages;
        this.publisher = publisher;
        this.answers = answers;
        this.refusal = refusal;
        this.stopping = stopping;
        this.log = log;
    }

    @Override
    public void run() {
        ZMQ.Poller poller = channel.poller();
        while (!stopping.getAsBoolean()) {
            Guard.run(log, () -> {
                if (channel.await(poller, POLL_MS)) {
                    read().ifPresent(request -> handle(request, poller));
                }
            });
        }
        poller.close();
        channel.close();
    }

    private Optional<Request> read() {
        try {
            return Optional.of(channel.receive());
        } catch (BadMessage e) {
            log.accept("ignored a message: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void handle(Request request, ZMQ.Poller poller) {
        publisher.status(request, "busy");
        Optional<Reply> reply = answer(request);
        // What is already waiting was sent by someone who doesn't know of the failure; what comes after the reply
        // was sent by someone who does, and runs.
        List<Request> overtaken = reply.isPresent() && stopsOthers(request, reply.get()) ? waiting(poller) : List.of();
        reply.ifPresent(r -> channel.send(messages.reply(request, r.type(), r.content())));
        publisher.status(request, "idle");
        for (Request other : overtaken) {
            if (other.type().equals("execute_request")) {
                publisher.status(other, "busy");
                Reply refused = refusal.get();
                channel.send(messages.reply(other, refused.type(), refused.content()));
                publisher.status(other, "idle");
            } else {
                handle(other, poller);
            }
        }
    }

    private Optional<Reply> answer(Request request) {
        try {
            if (request.refusal().isPresent()) {
                throw new BadMessage(request.type() + ": " + request.refusal().get());
            }
            return answers.answer(request);
        } catch (BadMessage e) {
            log.accept(String.valueOf(e.getMessage()));
            return failure(request, e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError | AssertionError e) {
            log.accept("could not answer " + request.type() + ": " + e);
            return failure(request, e);
        }
    }

    private static Optional<Reply> failure(Request request, Throwable failure) {
        if (!request.type().endsWith("_request")) {
            return Optional.empty();
        }
        JsonObject content = Json.object("status", "error");
        content.addProperty("ename", failure.getClass().getSimpleName());
        content.addProperty("evalue", String.valueOf(failure.getMessage()));
        JsonArray traceback = new JsonArray();
        traceback.add(String.valueOf(failure.getMessage()));
        content.add("traceback", traceback);
        return Optional.of(new Reply(request.type().replaceAll("_request$", "_reply"), content));
    }

    private static boolean stopsOthers(Request request, Reply reply) {
        try {
            return request.type().equals("execute_request")
                    && request.flag("stop_on_error", true)
                    && reply.content().get("status").getAsString().equals("error");
        } catch (BadMessage e) {
            return false;
        }
    }

    private List<Request> waiting(ZMQ.Poller poller) {
        List<Request> waiting = new ArrayList<>();
        while (channel.await(poller, BURST_MS)) {
            read().ifPresent(waiting::add);
        }
        return waiting;
    }
}
