package org.espalier.kernel.protocol;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A message from a front end.
 *
 * @param identities the frames by which the socket finds its way back
 * @param header the header, which every answer repeats as its parent
 * @param parent the header of what this message answers; often empty
 * @param content the content, empty where {@code refusal} says why it was not taken
 * @param buffers the binary frames that follow
 * @param refusal why the content was not taken, empty when it was
 */
record Request(
        List<byte[]> identities,
        JsonObject header,
        JsonObject parent,
        JsonObject content,
        List<byte[]> buffers,
        Optional<String> refusal) {

    private static final int LONGEST_SHOWN = 60;

    /** What kind of message it is, such as {@code execute_request}. */
    String type() {
        return header.get("msg_type").getAsString();
    }

    /** A text that must be there. */
    String text(String field) throws BadMessage {
        return required(field, text(field, ""));
    }

    /** A text that may be missing. */
    String text(String field, String otherwise) throws BadMessage {
        return read(field, "a text", Request::isText, JsonElement::getAsString).orElse(otherwise);
    }

    /** A whole number that may be missing. */
    int number(String field, int otherwise) throws BadMessage {
        // Cursor positions past any text mean its end, whatever their size.
        return read(field, "a number", Request::isNumber, e -> (int) e.getAsDouble())
                .orElse(otherwise);
    }

    /** A truth value that may be missing. */
    boolean flag(String field, boolean otherwise) throws BadMessage {
        return read(field, "true or false", Request::isFlag, JsonElement::getAsBoolean)
                .orElse(otherwise);
    }

    /** An object that may be missing. */
    JsonObject object(String field) throws BadMessage {
        return read(field, "an object", JsonElement::isJsonObject, JsonElement::getAsJsonObject)
                .orElseGet(JsonObject::new);
    }

    private <T> T required(String field, T value) throws BadMessage {
        if (!content.has(field)) {
            throw new BadMessage(type() + " needs the field " + field + "; found " + content.keySet());
        }
        return value;
    }

    private <T> Optional<T> read(
            String field, String expected, Predicate<JsonElement> fits, Function<JsonElement, T> value)
            throws BadMessage {
        JsonElement found = content.get(field);
        if (found == null || found.isJsonNull()) {
            return Optional.empty();
        }
        if (!fits.test(found)) {
            String shown = found.toString();
            throw new BadMessage(type() + ", field " + field + ": expected " + expected + ", found "
                    + shown.substring(0, Math.min(LONGEST_SHOWN, shown.length())));
        }
        return Optional.of(value.apply(found));
    }

    private static boolean isText(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
    }

    private static boolean isNumber(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber();
    }

    private static boolean isFlag(JsonElement element) {
        return element.isJsonPrimitive() && element.getAsJsonPrimitive().isBoolean();
    }
}
