package org.espalier.kernel.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Javadoc's tags in braces, such as {@code {@link List#of() a list}}, turned to what a reader sees of them. */
final class InlineTags {

    private static final Pattern LINK = Pattern.compile("(?s)\\s*([\\w$.]*)(?:#(\\w+)(\\([^)]*\\))?)?\\s*(.*)");

    private InlineTags() {}

    /** The comment without inline tags; what they hold is escaped, so that it isn't taken for markup. */
    static String resolve(String comment) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int open = comment.indexOf("{@"); open >= 0; open = comment.indexOf("{@", from)) {
            int close = closing(comment, open);
            if (close < 0) {
                break;
            }
            text.append(comment, from, open).append(shown(comment.substring(open + 2, close)));
            from = close + 1;
        }
        return text.append(comment.substring(from)).toString();
    }

    private static int closing(String comment, int open) {
        int depth = 0;
        for (int i = open; i < comment.length(); i++) {
            depth += comment.charAt(i) == '{' ? 1 : comment.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static String shown(String tag) {
        int space = 0;
        while (space < tag.length() && Character.isLetter(tag.charAt(space))) {
            space++;
        }
        String body = tag.substring(space);
        return switch (tag.substring(0, space)) {
            // The blank after the tag's name is not part of the code, the breaks after it are.
            case "code", "literal", "snippet" -> Prose.escape(body.startsWith(" ") ? body.substring(1) : body);
            case "link", "linkplain", "value" -> link(body);
            case "inheritDoc", "docRoot" -> "";
            case "return" -> "Returns " + body.strip() + ".";
            default -> body.strip();
        };
    }

    private static String link(String body) {
        Matcher link = LINK.matcher(body);
        if (!link.matches()) {
            return Prose.escape(body.strip());
        }
        if (!link.group(4).isBlank()) {
            return link.group(4).strip();
        }
        String type = link.group(1).substring(link.group(1).lastIndexOf('.') + 1);
        String member = link.group(2) == null ? "" : link.group(2) + (link.group(3) == null ? "" : "()");
        return type + (type.isEmpty() || member.isEmpty() ? "" : ".") + member;
    }
}
