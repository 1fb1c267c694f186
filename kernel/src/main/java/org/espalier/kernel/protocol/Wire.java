package org.espalier.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dflib.jjava.jupyter.messages.HMACGenerator;

/**
 * The frames of a message: identities, a delimiter, the signature, four pieces of JSON, and buffers. A message of its
 * own is never read beyond its frames, so that a broken one costs nobody else's.
 *
 * @param signature signs with the connection's key
 */
record Wire(HMACGenerator signature) {

    /** No cell is that long; a text of this size takes many times its memory before the compiler refuses it. */
    static final int MOST_CONTENT_BYTES = 16 << 20;

    private static final int MOST_HEADER_BYTES = 1 << 20;
    private static final int MEBI = 1 << 20;
    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAMES = 6;

    /**
     * Reads a message.
     *
     * @throws BadMessage when it is not one, or its signature isn't right
     */
    Request decode(List<byte[]> frames) throws BadMessage {
        int at = 0;
        while (at < frames.size() && !Arrays.equals(frames.get(at), DELIMITER)) {
            at++;
        }
        if (at == frames.size()) {
            throw new BadMessage("no delimiter <IDS|MSG> among " + frames.size() + " frames");
        }
        if (frames.size() - at < FRAMES) {
            throw new BadMessage(
                    "expected the delimiter, a signature and four frames, found " + (frames.size() - at) + " frames");
        }
        byte[] header = frames.get(at + 2);
        byte[] content = frames.get(at + 5);
        verify(frames.get(at + 1), header, frames.get(at + 3), frames.get(at + 4), content);
        JsonObject head = json(header, "header", MOST_HEADER_BYTES);
        JsonElement type = head.get("msg_type");
        if (type == null || !isText(type)) {
            throw new BadMessage("a header without a msg_type");
        }
        JsonObject parent = json(frames.get(at + 3), "parent header", MOST_HEADER_BYTES);
        json(frames.get(at + 4), "metadata", MOST_CONTENT_BYTES);
        List<byte[]> identities = List.copyOf(frames.subList(0, at));
        List<byte[]> buffers = List.copyOf(frames.subList(at + FRAMES, frames.size()));
        try {
            JsonObject body = json(content, "content", MOST_CONTENT_BYTES);
            return new Request(identities, head, parent, body, buffers, Optional.empty());
        } catch (BadMessage e) {
            // The header was right, so that whoever asked can be told.
            return new Request(
                    identities, head, parent, new JsonObject(), buffers, Optional.ofNullable(e.getMessage()));
        }
    }

    private static boolean isText(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
    }

    private void verify(byte[] found, byte[]... signed) throws BadMessage {
        // The base library's generator for connections without a key has no signature to compare with.
        String expected = signature.calculateSignature(signed);
        if (expected != null && !MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), found)) {
            throw new BadMessage("its signature isn't made with this connection's key");
        }
    }

    private static JsonObject json(byte[] frame, String what, int most) throws BadMessage {
        if (frame.length > most) {
            throw new BadMessage("the " + what + " has " + frame.length / MEBI + " MiB, the kernel takes at most "
                    + most / MEBI + " MiB; read large data from a file instead of writing it into a cell");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(frame))
                    .toString();
            JsonReader reader = new JsonReader(new StringReader(text));
            reader.setStrictness(Strictness.STRICT);
            JsonElement parsed = JsonParser.parseReader(reader);
            if (!parsed.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
                throw new BadMessage("the " + what + " isn't one JSON object");
            }
            return parsed.getAsJsonObject();
        } catch (CharacterCodingException e) {
            throw new BadMessage("the " + what + " isn't UTF-8");
        } catch (JsonParseException | IllegalStateException | IOException e) {
            throw new BadMessage("the " + what + " isn't JSON: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** The frames of a message. */
    List<byte[]> encode(Outgoing message) {
        byte[] header = bytes(message.header());
        byte[] parent = bytes(message.parent());
        byte[] metadata = bytes(new JsonObject());
        byte[] content = bytes(message.content());
        String signed = signature.calculateSignature(header, parent, metadata, content);
        List<byte[]> frames = new ArrayList<>(message.identities());
        frames.add(DELIMITER.clone());
        frames.add((signed == null ? "" : signed).getBytes(StandardCharsets.US_ASCII));
        frames.addAll(List.of(header, parent, metadata, content));
        frames.addAll(message.buffers());
        return frames;
    }

    private static byte[] bytes(JsonObject json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
