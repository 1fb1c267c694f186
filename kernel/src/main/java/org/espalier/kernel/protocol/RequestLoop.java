package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQ;

/** Reads requests from one channel, one after another, and answers each; the channel is this loop's alone. */
final class RequestLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLoop.class);
    private static final long POLL_MS = 100;
    /** How long the rest of a burst of requests may take to arrive. */
    private static final long BURST_MS = 20;

    private final Channel channel;
    private final Messages messages;
    private final Publisher publisher;
    private final Function<Message<?>, Optional<Reply>> answers;
    private final Function<Message<?>, Reply> refusal;
    private final BooleanSupplier stopping;

    /**
     * @param answers the reply to a request, empty where the protocol wants none
     * @param refusal the reply to a cell that isn't run because one before it failed
     */
    RequestLoop(
            Channel channel,
            Messages messages,
            Publisher publisher,
            Function<Message<?>, Optional<Reply>> answers,
            Function<Message<?>, Reply> refusal,
            BooleanSupplier stopping) {
        this.channel = channel;
        this.messages = messages;
        this.publisher = publisher;
        this.answers = answers;
        this.refusal = refusal;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        ZMQ.Poller poller = channel.poller();
        while (!stopping.getAsBoolean()) {
            if (channel.await(poller, POLL_MS)) {
                read().ifPresent(request -> handle(request, poller));
            }
        }
        poller.close();
        channel.close();
    }

    private Optional<Message<?>> read() {
        try {
            return Optional.ofNullable(channel.readMessage());
        } catch (SecurityException | JsonParseException e) {
            LOG.warn("ignored a message: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void handle(Message<?> request, ZMQ.Poller poller) {
        publisher.status(request, "busy");
        Optional<Reply> reply = answer(request);
        // What is already waiting was sent by someone who doesn't know of the failure; what comes after the reply
        // was sent by someone who does, and runs.
        List<Message<?>> overtaken =
                reply.isPresent() && stopsOthers(request, reply.get()) ? waiting(poller) : List.of();
        reply.ifPresent(r -> channel.sendMessage(messages.reply(request, r.type(), r.content())));
        publisher.status(request, "idle");
        for (Message<?> other : overtaken) {
            if (other.getContent() instanceof ExecuteRequest) {
                publisher.status(other, "busy");
                Reply refused = refusal.apply(other);
                channel.sendMessage(messages.reply(other, refused.type(), refused.content()));
                publisher.status(other, "idle");
            } else {
                handle(other, poller);
            }
        }
    }

    private Optional<Reply> answer(Message<?> request) {
        try {
            return answers.apply(request);
        } catch (RuntimeException e) {
            LOG.error("could not answer {}", request.getHeader().getType(), e);
            JsonObject content = Json.object("status", "error");
            content.addProperty("ename", e.getClass().getSimpleName());
            content.addProperty("evalue", String.valueOf(e.getMessage()));
            content.add("traceback", new JsonArray());
            String name = request.getHeader().getType().getName().replace("_request", "_reply");
            return Optional.of(new Reply(MessageType.getType(name), content));
        }
    }

    private static boolean stopsOthers(Message<?> request, Reply reply) {
        return request.getContent() instanceof ExecuteRequest execute
                && execute.shouldStopOnError()
                && reply.content().get("status").getAsString().equals("error");
    }

    private List<Message<?>> waiting(ZMQ.Poller poller) {
        List<Message<?>> waiting = new ArrayList<>();
        while (channel.await(poller, BURST_MS)) {
            read().ifPresent(waiting::add);
        }
        return waiting;
    }
}
