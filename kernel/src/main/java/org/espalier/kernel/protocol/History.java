package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The cells that ran in this session, the last of them: long sessions must not fill the memory. */
final class History {

    /** There is no store of earlier sessions, so this one is the first. */
    private static final int SESSION = 1;

    private static final int MOST_ENTRIES = 5_000;
    private static final int MOST_CHARS = 8 << 20;
    private static final int MOST_OUTPUT_CHARS = 2_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private int chars;

    private record Entry(int number, String source, Optional<String> output) {

        int chars() {
            return source.length() + output.map(String::length).orElse(0);
        }

        JsonArray toJson(boolean withOutput) {
            JsonArray triple = new JsonArray();
            triple.add(SESSION);
            triple.add(number);
            if (withOutput) {
                JsonArray pair = new JsonArray();
                pair.add(source);
                output.ifPresentOrElse(pair::add, () -> pair.add(JsonNull.INSTANCE));
                triple.add(pair);
            } else {
                triple.add(source);
            }
            return triple;
        }
    }

    void add(int number, String source, Optional<String> output) {
        Entry entry = new Entry(number, source, output.map(History::shortened));
        entries.addLast(entry);
        chars += entry.chars();
        while (entries.size() > MOST_ENTRIES || (chars > MOST_CHARS && entries.size() > 1)) {
            chars -= entries.removeFirst().chars();
        }
    }

    private static String shortened(String output) {
        return output.length() <= MOST_OUTPUT_CHARS ? output : output.substring(0, MOST_OUTPUT_CHARS) + "…";
    }

    JsonObject answer(Request request) throws BadMessage {
        boolean withOutput = request.flag("output", false);
        List<Entry> found = switch (request.text("hist_access_type")) {
            case "range" -> range(request);
            case "search" -> search(request);
            case "tail" -> last(List.copyOf(entries), request.number("n", 0));
            default ->
                throw new BadMessage(
                        "hist_access_type: expected range, tail or search, found " + request.text("hist_access_type"));
        };
        JsonArray history = new JsonArray();
        found.forEach(entry -> history.add(entry.toJson(withOutput)));
        JsonObject content = Json.ok();
        content.add("history", history);
        return content;
    }

    /** Session 0 is the one that runs, negative ones are those before it. */
    private List<Entry> range(Request request) throws BadMessage {
        int session = request.number("session", 0);
        int start = request.number("start", 0);
        int given = request.number("stop", 0);
        int stop = given == 0 ? Integer.MAX_VALUE : given;
        boolean isThisSession = session == 0 || session == SESSION;
        return select(e -> isThisSession && e.number() >= start && e.number() < stop);
    }

    private List<Entry> search(Request request) throws BadMessage {
        Predicate<String> matches = glob(request.text("pattern", "*")).asMatchPredicate();
        List<Entry> all = select(e -> matches.test(e.source()));
        if (request.flag("unique", false)) {
            List<Entry> repeated = all;
            all = repeated.stream()
                    .filter(e -> repeated.stream()
                            .noneMatch(later -> later.number() > e.number()
                                    && later.source().equals(e.source())))
                    .toList();
        }
        return last(all, request.number("n", 0));
    }

    private List<Entry> select(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).toList();
    }

    /** The last {@code most}; all where the request named no number. */
    private static List<Entry> last(List<Entry> found, int most) {
        return most <= 0 ? found : found.subList(Math.max(0, found.size() - most), found.size());
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
