package org.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages this kernel sends. They are JSON as the protocol writes it down, because the base library's
 * classes leave out fields that the protocol asks for, and know no types but their own.
 *
 * @param session the kernel's own session id
 */
record Messages(String session) {

    static final String PROTOCOL_VERSION = "5.3";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    static Messages newSession() {
        return new Messages(UUID.randomUUID().toString());
    }

    /** A request, as a front end sends it. */
    Outgoing request(String type, JsonObject content) {
        return message(List.of(), null, type, content, List.of());
    }

    /** A reply, or a question, addressed to who asked. */
    Outgoing reply(Request request, String type, JsonObject content) {
        return message(request.identities(), request, type, content, List.of());
    }

    /** Something for everyone; its topic is the message type. */
    Outgoing broadcast(@Nullable Request cause, String type, JsonObject content, List<byte[]> buffers) {
        return message(List.of(type.getBytes(StandardCharsets.US_ASCII)), cause, type, content, buffers);
    }

    private Outgoing message(
            List<byte[]> identities, @Nullable Request parent, String type, JsonObject content, List<byte[]> buffers) {
        JsonObject header = Json.object("msg_id", UUID.randomUUID().toString());
        header.addProperty("username", "espalier");
        header.addProperty("session", session);
        header.addProperty("date", ZonedDateTime.now(ZoneOffset.UTC).format(DATE));
        header.addProperty("msg_type", type);
        header.addProperty("version", PROTOCOL_VERSION);
        return new Outgoing(identities, header, parent == null ? new JsonObject() : parent.header(), content, buffers);
    }
}
