package org.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;

/** The cells that ran in this session. */
final class History {

    /** There is no store of earlier sessions, so this one is the first. */
    private static final int SESSION = 1;

    private final List<Entry> entries = new ArrayList<>();

    private record Entry(int number, String source, Optional<String> output) {

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

    synchronized void add(int number, String source, Optional<String> output) {
        entries.add(new Entry(number, source, output));
    }

    synchronized JsonObject answer(HistoryRequest request) {
        List<Entry> found = entries;
        if (request instanceof HistoryRequest.Range range) {
            boolean isThisSession = range.getSessionIndex() == 0 || range.getSessionIndex() == SESSION;
            int stop = range.getStop() == 0 ? Integer.MAX_VALUE : range.getStop();
            found = select(e -> isThisSession && e.number() >= range.getStart() && e.number() < stop);
        } else if (request instanceof HistoryRequest.Search search) {
            Predicate<String> matches = glob(search.getPattern()).asMatchPredicate();
            found = select(e -> matches.test(e.source()));
            if (search.filterUnique()) {
                List<Entry> all = found;
                found = all.stream()
                        .filter(e -> all.stream()
                                .noneMatch(later -> later.number() > e.number()
                                        && later.source().equals(e.source())))
                        .toList();
            }
            found = last(found, search.getMaxReturnLength());
        } else if (request instanceof HistoryRequest.Tail tail) {
            found = last(found, tail.getMaxReturnLength());
        }
        JsonArray history = new JsonArray();
        found.forEach(entry -> history.add(entry.toJson(request.includeOutput())));
        JsonObject content = Json.ok();
        content.add("history", history);
        return content;
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
