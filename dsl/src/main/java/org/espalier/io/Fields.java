package org.espalier.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.io.TextNode.Keyed;
import org.espalier.io.TextNode.Place;
import org.espalier.text.NearestName;

/** The fields of a mapping, each of which is known: an unknown key is refused with the nearest that there is. */
final class Fields {
    private final TextNode.Mapping mapping;
    private final String what;

    private Fields(TextNode.Mapping mapping, String what) {
        this.mapping = mapping;
        this.what = what;
    }

    /**
     * Those of a node.
     *
     * @param what the node is, for errors
     * @param example of how it is written
     */
    static Fields of(TextNode node, String what, String example, List<String> known) {
        if (!(node instanceof TextNode.Mapping mapping)) {
            throw node.place()
                    .problem("%s: expected keys and values, such as %s, found %s", what, example, node.shown());
        }
        mapping.fields().forEach((key, field) -> {
            if (!known.contains(key)) {
                throw field.key()
                        .problem(
                                "%s has no key \"%s\"%s; it has %s",
                                what, TextNode.shortened(key), NearestName.hint(TextNode.shortened(key), known), known);
            }
        });
        return new Fields(mapping, what);
    }

    /** Where the mapping begins. */
    Place place() {
        return mapping.place();
    }

    /** The value of a key; empty where it is left out. */
    Optional<TextNode> get(String key) {
        return Optional.ofNullable(mapping.fields().get(key)).map(Keyed::value);
    }

    /** The value of a key. */
    TextNode required(String key, String example) {
        return get(key).orElseThrow(
                        () -> place().problem("%s: expected the key \"%s\", such as %s", what, key, example));
    }

    OptionalInt whole(String key) {
        return get(key).map(node -> OptionalInt.of(whole(key, node))).orElse(OptionalInt.empty());
    }

    OptionalLong number(String key) {
        return get(key).map(node -> OptionalLong.of(number(key, node))).orElse(OptionalLong.empty());
    }

    OptionalDouble fraction(String key) {
        return get(key).map(node -> OptionalDouble.of(decimal(key, node))).orElse(OptionalDouble.empty());
    }

    Optional<String> text(String key) {
        return get(key).map(node -> text(key, node));
    }

    Optional<Boolean> truth(String key) {
        return get(key).map(node -> {
            if (node instanceof TextNode.Scalar scalar && scalar.value() instanceof Boolean truth) {
                return truth;
            }
            throw node.place().problem("%s must be true or false, found %s", key, node.shown());
        });
    }

    /** The texts of a list, or a single one. */
    Optional<List<String>> texts(String key) {
        return get(key).map(node -> {
            if (!(node instanceof TextNode.Listed list)) {
                throw node.place().problem("%s must be a list, such as [conv1], found %s", key, node.shown());
            }
            List<String> texts = new ArrayList<>();
            list.items().forEach(item -> texts.add(text(key, item)));
            return texts;
        });
    }

    static String text(String key, TextNode node) {
        if (node instanceof TextNode.Scalar scalar) {
            // A layer of a model that has numbers for names, or a recipe called 1.
            if (scalar.value() instanceof String || scalar.value() instanceof Long) {
                return scalar.value().toString();
            }
        }
        throw node.place().problem("%s must be a text, found %s; write it in quotes", key, node.shown());
    }

    static int whole(String key, TextNode node) {
        long number = number(key, node);
        if (number != (int) number) {
            throw node.place().problem("%s must be a whole number below 2,147,483,648, found %d", key, number);
        }
        return (int) number;
    }

    static long number(String key, TextNode node) {
        if (node instanceof TextNode.Scalar scalar && scalar.value() instanceof Long number) {
            return number;
        }
        throw node.place().problem("%s must be a whole number, found %s", key, node.shown());
    }

    static double decimal(String key, TextNode node) {
        if (node instanceof TextNode.Scalar scalar && scalar.value() instanceof Number number) {
            return number.doubleValue();
        }
        throw node.place().problem("%s must be a number, found %s", key, node.shown());
    }

    /** One of several words. */
    static <T extends Enum<T>> T word(String key, TextNode node, List<T> constants) {
        List<String> words = constants.stream().map(Fields::word).toList();
        String found = node instanceof TextNode.Scalar scalar ? String.valueOf(scalar.value()) : "";
        int at = words.indexOf(found);
        if (at < 0) {
            throw node.place()
                    .problem(
                            "%s must be one of %s, found %s%s",
                            key, words, node.shown(), NearestName.hint(found, words));
        }
        return constants.get(at);
    }

    /** An enum's constant as it is written: {@code ERDOS_RENYI} as {@code erdosRenyi}. */
    static String word(Enum<?> constant) {
        StringBuilder word = new StringBuilder();
        for (String part : constant.name().split("_", -1)) {
            String lower = part.toLowerCase(java.util.Locale.ROOT);
            word.append(word.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return word.toString();
    }
}
