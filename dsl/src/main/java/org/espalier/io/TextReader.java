package org.espalier.io;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.espalier.io.TextNode.Keyed;
import org.espalier.io.TextNode.Place;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2, and so JSON, into values that know their places. Nothing is made but strings, numbers, booleans, lists
 * and mappings: tags, anchors and aliases are refused, and so are texts that are too long or too deep.
 */
final class TextReader {
    private static final int MOST_CHARACTERS = 1 << 20;
    private static final int DEEPEST = 16;
    private static final int DIGITS_OF_A_LONG = 19;
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private final String source;
    private final Iterator<Event> events;
    private Place last;

    private TextReader(String source, String text) {
        this.source = source;
        this.last = new Place(source, 1, 1);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source.isBlank() ? "text" : source)
                .setCodePointLimit(MOST_CHARACTERS)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * The whole text.
     *
     * @param source the file's name for errors, or blank
     * @throws org.espalier.text.FormatException if it is no YAML, or has more in it than plain values
     */
    static TextNode read(String source, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new Place(source, 1, 1)
                    .problem("expected at most %,d characters, found %,d", MOST_CHARACTERS, text.length());
        }
        return new TextReader(source, text).whole();
    }

    private TextNode whole() {
        Event event = next();
        while (!(event instanceof DocumentStartEvent)) {
            if (!hasNext()) {
                throw last.problem("expected keys and values, found an empty text");
            }
            event = next();
        }
        TextNode node = node(next(), 0);
        next();
        Event end = next();
        if (end instanceof DocumentStartEvent) {
            throw place(end).problem("expected one document, found the beginning of another; leave out the line ---");
        }
        return node;
    }

    private TextNode node(Event event, int depth) {
        Place place = place(event);
        if (event instanceof AliasEvent) {
            throw place.problem("aliases (*name) are not read here; write the value out");
        }
        refuseTags((NodeEvent) event, place);
        if (event instanceof ScalarEvent scalar) {
            String text = wholeSigns(scalar, place);
            boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
            return new TextNode.Scalar(place, plain ? plain(text, place) : text);
        }
        if (depth == DEEPEST) {
            throw place.problem("expected at most %d levels of lists and mappings, found more", DEEPEST);
        }
        return event instanceof MappingStartEvent ? mapping(place, depth) : listed(place, depth);
    }

    private TextNode listed(Place place, int depth) {
        List<TextNode> items = new ArrayList<>();
        for (Event event = next(); !(event instanceof SequenceEndEvent); event = next()) {
            items.add(node(event, depth + 1));
        }
        return new TextNode.Listed(place, items);
    }

    private TextNode mapping(Place place, int depth) {
        Map<String, Keyed> fields = new LinkedHashMap<>();
        for (Event event = next(); !(event instanceof MappingEndEvent); event = next()) {
            Place at = place(event);
            if (!(event instanceof ScalarEvent)) {
                throw at.problem("expected a key, found a list or a mapping in its place");
            }
            refuseTags((ScalarEvent) event, at);
            String key = wholeSigns((ScalarEvent) event, at);
            if (fields.put(key, new Keyed(at, node(next(), depth + 1))) != null) {
                throw at.problem("the key \"%s\" is there twice; leave one out", TextNode.shortened(key));
            }
        }
        return new TextNode.Mapping(place, fields);
    }

    private static String wholeSigns(ScalarEvent scalar, Place place) {
        String text = scalar.getValue();
        if (text.codePoints().anyMatch(sign -> sign >= Character.MIN_SURROGATE && sign <= Character.MAX_SURROGATE)) {
            throw place.problem("expected a text, found half of a surrogate pair (\\ud800 to \\udfff) in it");
        }
        return text;
    }

    private static void refuseTags(NodeEvent event, Place place) {
        Optional<?> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
        if (tag.isPresent()) {
            throw place.problem(
                    "tags (%s) are not read here; write the plain value",
                    TextNode.shortened(String.valueOf(tag.get())));
        }
        if (event.getAnchor().isPresent()) {
            throw place.problem(
                    "anchors (&%s) are not read here; write the value out",
                    TextNode.shortened(String.valueOf(event.getAnchor().get())));
        }
    }

    /** Numbers, booleans and nothing as in YAML's core schema, without its octals, infinities and capitals. */
    private static @Nullable Object plain(String text, Place place) {
        switch (text) {
            case "", "~", "null" -> {
                return null;
            }
            case "true" -> {
                return true;
            }
            case "false" -> {
                return false;
            }
            default -> {
                return number(text, place);
            }
        }
    }

    private static Object number(String text, Place place) {
        if (text.length() > 400 && DECIMAL.matcher(text).matches()) {
            throw place.problem("expected a number of at most 400 characters, found %,d", text.length());
        }
        if (WHOLE.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw place.problem(
                        "expected a whole number of at most %d digits, found %s", DIGITS_OF_A_LONG - 1, text);
            }
        }
        if (DECIMAL.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value)) {
                throw place.problem("expected a number below 1.8e308, found %s", text);
            }
            return value;
        }
        return text;
    }

    private boolean hasNext() {
        return asked(events::hasNext);
    }

    private Event next() {
        Event event = asked(events::next);
        last = place(event);
        return event;
    }

    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (YamlEngineException e) {
            throw problem(e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // What the library says of signs that there are none of, such as "\U99999999".
            throw last.problem("%s", "this is no YAML: " + e.getMessage());
        }
    }

    private RuntimeException problem(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            Place place = marked.getProblemMark()
                    .or(marked::getContextMark)
                    .map(this::place)
                    .orElse(last);
            return place.problem("%s", "this is no YAML: " + marked.getProblem());
        }
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return last.problem("%s", "this is no YAML: " + first);
    }

    private Place place(Event event) {
        return event.getStartMark().map(this::place).orElse(last);
    }

    private Place place(Mark mark) {
        return new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
