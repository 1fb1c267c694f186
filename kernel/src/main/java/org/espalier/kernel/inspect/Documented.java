package org.espalier.kernel.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Javadoc comment: its text and its block tags.
 *
 * @param text what stands before the block tags
 * @param parameters what each parameter is, in order
 * @param returns what comes back; empty where that isn't said
 * @param thrown by type, when it is thrown
 */
record Documented(Prose text, Map<String, String> parameters, String returns, Map<String, String> thrown) {

    static final Documented NOTHING = new Documented(Prose.NOTHING, Map.of(), "", Map.of());

    private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@(\\w+)\\b");
    private static final Pattern NAME_AND_TEXT = Pattern.compile("(?s)\\s*(\\S+)\\s*(.*)");

    /** Reads a comment as it stands in the source, without its stars. */
    static Documented parse(String comment) {
        Matcher tag = BLOCK_TAG.matcher(comment);
        List<Integer> starts = new ArrayList<>();
        while (tag.find()) {
            // Annotations in examples look the same, and stand before the first real tag.
            if (isOutsideOfCode(comment, tag.start())) {
                starts.add(tag.start());
            }
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        Map<String, String> thrown = new LinkedHashMap<>();
        StringBuilder returns = new StringBuilder();
        for (int i = 0; i < starts.size(); i++) {
            String block = comment.substring(
                            starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : comment.length())
                    .strip();
            Matcher parts = NAME_AND_TEXT.matcher(block.replaceFirst("^@\\w+", ""));
            if (!parts.matches()) {
                continue;
            }
            if (block.startsWith("@param")) {
                parameters.put(parts.group(1), told(parts.group(2)));
            } else if (block.startsWith("@throws") || block.startsWith("@exception")) {
                thrown.merge(parts.group(1), told(parts.group(2)), (one, other) -> one + "; " + other);
            } else if (block.startsWith("@return")) {
                returns.append(told(block.replaceFirst("^@\\w+", "")));
            }
        }
        String text = starts.isEmpty() ? comment : comment.substring(0, starts.get(0));
        return new Documented(Prose.of(InlineTags.resolve(text)), parameters, returns.toString(), thrown);
    }

    private static boolean isOutsideOfCode(String comment, int at) {
        String before = comment.substring(0, at);
        int open = before.lastIndexOf("<pre");
        return open < 0 || before.indexOf("</pre>", open) >= 0;
    }

    private static String told(String text) {
        return Prose.of(InlineTags.resolve(text)).inOneLine();
    }
}
