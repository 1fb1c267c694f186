package org.espalier.kernel.jshell;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.espalier.kernel.render.Values;

/** A value in few words, for a tooltip. */
final class ShortText {

    /** The text of objects that have none of their own. */
    private static final Pattern IDENTITY = Pattern.compile("[\\w.$]+@[0-9a-f]+");

    private static final int MOST_CHARS = 400;
    private static final int MOST_LINES = 8;
    private static final int MOST_ELEMENTS = 10;
    private static final long PATIENCE_MS = 300;

    private ShortText() {}

    /** The value's text, cut; a {@code toString()} of a cell that takes too long is stopped. */
    static String of(Object value, UserCode userCode) {
        Object lock = new Object();
        boolean[] isOver = {false};
        Executor later = CompletableFuture.delayedExecutor(PATIENCE_MS, TimeUnit.MILLISECONDS);
        later.execute(() -> {
            synchronized (lock) {
                if (!isOver[0]) {
                    userCode.interrupt();
                }
            }
        });
        userCode.begin();
        try {
            return cut(userCode.run(() -> text(value)));
        } catch (RuntimeException | Error e) {
            return "(its text failed: " + e.getClass().getSimpleName() + ")";
        } finally {
            synchronized (lock) {
                isOver[0] = true;
            }
            userCode.end();
        }
    }

    private static String text(Object value) {
        if (value instanceof CharSequence characters) {
            return '"'
                    + characters
                            .subSequence(0, Math.min(characters.length(), MOST_CHARS))
                            .toString()
                    + '"';
        }
        if (value instanceof Collection<?> collection && collection.size() > MOST_ELEMENTS) {
            return first(collection.iterator(), collection.size());
        }
        if (value instanceof Map<?, ?> map && map.size() > MOST_ELEMENTS) {
            return first(map.entrySet().iterator(), map.size());
        }
        if (value.getClass().isArray()) {
            return array(value);
        }
        String text = String.valueOf(value);
        return IDENTITY.matcher(text).matches() ? Values.render(value).plain() : text;
    }

    private static String first(Iterator<?> elements, int size) {
        StringBuilder text = new StringBuilder(size + " elements: ");
        for (int i = 0; i < MOST_ELEMENTS && elements.hasNext(); i++) {
            text.append(elements.next()).append(", ");
        }
        return text.append('…').toString();
    }

    private static String array(Object array) {
        int length = Array.getLength(array);
        StringBuilder text = new StringBuilder(length + " elements: ");
        for (int i = 0; i < Math.min(length, MOST_ELEMENTS); i++) {
            Object element = Array.get(array, i);
            boolean isArray = element != null && element.getClass().isArray();
            text.append(i == 0 ? "" : ", ").append(isArray ? Array.getLength(element) + " elements" : element);
        }
        return text.append(length > MOST_ELEMENTS ? ", …" : "").toString();
    }

    private static String cut(String text) {
        String lines =
                text.lines().limit(MOST_LINES).reduce((a, b) -> a + "\n" + b).orElse("");
        String cut = lines.substring(0, Math.min(lines.length(), MOST_CHARS));
        return cut.length() < text.stripTrailing().length() ? cut + " …" : cut;
    }
}
