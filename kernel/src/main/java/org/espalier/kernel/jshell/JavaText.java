package org.espalier.kernel.jshell;

/** Java source seen as text: where its comments and literals lie. */
final class JavaText {

    private JavaText() {}

    /** The source with every comment turned to blanks and every character inside quotes to {@code _}; same length. */
    static String bare(String source) {
        StringBuilder bare = new StringBuilder(source);
        int i = 0;
        while (i < source.length()) {
            if (source.startsWith("//", i)) {
                i = fill(bare, i, endOf(source, "\n", i, 0), ' ');
            } else if (source.startsWith("/*", i)) {
                i = fill(bare, i, endOf(source, "*/", i + 2, 2), ' ');
            } else if (source.startsWith("\"\"\"", i)) {
                i = fill(bare, i, endOfQuoted(source, i + 3, "\"\"\""), '_');
            } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
                i = fill(bare, i, endOfQuoted(source, i + 1, source.substring(i, i + 1)), '_');
            } else {
                i++;
            }
        }
        return bare.toString();
    }

    private static int endOf(String source, String mark, int from, int length) {
        int found = source.indexOf(mark, from);
        return found < 0 ? source.length() : found + length;
    }

    private static int endOfQuoted(String source, int from, String quote) {
        for (int i = from; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.startsWith(quote, i)) {
                return i + quote.length();
            } else if (quote.length() == 1 && source.charAt(i) == '\n') {
                return i;
            }
        }
        return source.length();
    }

    private static int fill(StringBuilder text, int from, int to, char with) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '\n') {
                text.setCharAt(i, with);
            }
        }
        return to;
    }
}
