package org.espalier.kernel.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Javadoc comment's text, read as a person reads it.
 *
 * @param paragraphs without markup, each in one line but for lists; the first is the summary
 * @param examples what {@code <pre>} holds, line by line as it stands
 */
record Prose(List<String> paragraphs, List<String> examples) {

    static final Prose NOTHING = new Prose(List.of(), List.of());

    private static final Pattern PRE = Pattern.compile("(?is)<pre[^>]*>(.*?)</pre>");
    private static final Pattern PARAGRAPH = Pattern.compile("(?i)</?(?:p|ul|ol|dl|h[1-6]|table|blockquote)\\b[^>]*>");
    private static final Pattern ITEM = Pattern.compile("(?i)<(?:li|dt|tr)\\b[^>]*>");
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^>]*>");
    private static final Pattern ENTITY = Pattern.compile("&(#?\\w+);");

    Prose {
        paragraphs = List.copyOf(paragraphs);
        examples = List.copyOf(examples);
    }

    /** Reads HTML whose inline tags such as {@code {@code x}} are resolved already. */
    static Prose of(String html) {
        List<String> examples = new ArrayList<>();
        Matcher pre = PRE.matcher(html);
        while (pre.find()) {
            String code = unescape(TAG.matcher(pre.group(1)).replaceAll(""))
                    .stripIndent()
                    .strip();
            if (!code.isEmpty()) {
                examples.add(code);
            }
        }
        List<String> paragraphs = new ArrayList<>();
        for (String part : PARAGRAPH.split(pre.replaceAll("<p>"), -1)) {
            String text = TAG.matcher(ITEM.matcher(part.replaceAll("\\s+", " ")).replaceAll("\n• "))
                    .replaceAll("")
                    .replaceAll(" +", " ")
                    .replaceAll(" ?\n ?", "\n")
                    .strip();
            if (!text.isEmpty()) {
                paragraphs.add(unescape(text));
            }
        }
        return new Prose(paragraphs, examples);
    }

    Optional<String> summary() {
        return paragraphs.stream().findFirst();
    }

    String inOneLine() {
        return String.join(" ", paragraphs);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String unescape(String text) {
        return ENTITY.matcher(text).replaceAll(entity -> Matcher.quoteReplacement(character(entity.group(1))));
    }

    private static String character(String entity) {
        return switch (entity) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            case "nbsp" -> " ";
            case "le" -> "≤";
            case "ge" -> "≥";
            case "ne" -> "≠";
            case "times" -> "×";
            case "minus" -> "−";
            case "pi" -> "π";
            case "infin" -> "∞";
            case "mdash" -> "—";
            case "ndash" -> "–";
            case "hellip" -> "…";
            default ->
                entity.matches("#\\d{1,5}")
                        ? String.valueOf((char) Integer.parseInt(entity.substring(1)))
                        : entity.matches("#[xX]\\p{XDigit}{1,4}")
                                ? String.valueOf((char) Integer.parseInt(entity.substring(2), 16))
                                : "&" + entity + ";";
        };
    }
}
