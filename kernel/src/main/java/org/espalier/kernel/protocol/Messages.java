package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.dflib.jjava.jupyter.messages.Header;
import org.dflib.jjava.jupyter.messages.KernelTimestamp;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages this kernel sends. Their content is JSON as the protocol writes it down, because the base
 * library's reply classes leave out fields that the protocol asks for.
 *
 * @param session the kernel's own session id
 */
record Messages(String session) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    static Messages newSession() {
        return new Messages(UUID.randomUUID().toString());
    }

    /** A request, as a front end sends it. */
    Message<JsonObject> request(MessageType<?> type, JsonObject content) {
        return message(List.of(), null, type, content);
    }

    /** A reply, addressed to who asked. */
    Message<JsonObject> reply(Message<?> request, MessageType<?> type, JsonObject content) {
        return message(request.getIdentities(), request, type, content);
    }

    /** Something for everyone; its topic is the message type. */
    Message<JsonObject> broadcast(@Nullable Message<?> cause, MessageType<?> type, JsonObject content) {
        return message(List.of(type.getName().getBytes(StandardCharsets.US_ASCII)), cause, type, content);
    }

    private Message<JsonObject> message(
            List<byte[]> identities, @Nullable Message<?> parent, MessageType<?> type, JsonObject content) {
        Header<JsonObject> header = new Header<>(
                UUID.randomUUID().toString(),
                Header.KERNEL_USERNAME,
                session,
                new KernelTimestamp(ZonedDateTime.now(ZoneOffset.UTC).format(DATE)),
                withJsonContent(type),
                Header.PROTOCOL_VERISON);
        return new Message<>(identities, header, parent == null ? null : parent.getHeader(), null, content, null);
    }

    /** The type's parameter is read only when a message comes in, so for one going out any content will do. */
    @SuppressWarnings("unchecked")
    private static MessageType<JsonObject> withJsonContent(MessageType<?> type) {
        return (MessageType<JsonObject>) type;
    }
}
