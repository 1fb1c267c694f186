package org.espalier.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One value in the forms a notebook front end can show, richest first: a map from MIME type to content. Text forms are
 * kept as text; {@code image/png} is kept as base64. {@code text/plain} is always there.
 *
 * @param forms MIME type to content, in insertion order
 */
public record Rendering(Map<String, String> forms) {

    /** The MIME type that every rendering has. */
    public static final String PLAIN = "text/plain";

    /** Copies the map and checks that a plain-text form is there. */
    public Rendering {
        forms = Collections.unmodifiableMap(new LinkedHashMap<>(forms));
        if (!forms.containsKey(PLAIN)) {
            throw new IllegalArgumentException("a rendering needs a " + PLAIN + " form; found only " + forms.keySet());
        }
    }

    /** Plain text and nothing else. */
    public static Rendering plain(String text) {
        return new Rendering(Map.of(PLAIN, text));
    }

    /** HTML beside its plain-text form. */
    public static Rendering html(String html, String plain) {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("text/html", html);
        forms.put(PLAIN, plain);
        return new Rendering(forms);
    }

    /** The plain-text form. */
    public String plain() {
        return forms.getOrDefault(PLAIN, "");
    }
}
