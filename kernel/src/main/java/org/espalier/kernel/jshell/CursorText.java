package org.espalier.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Source with a cursor in it, half typed as it may be.
 *
 * @param source the text
 * @param cursor where, at most at the end of the text
 * @param bare the text without comments and what quotes hold, see {@link JavaText#bare}
 */
record CursorText(String source, int cursor, String bare) {

    private static final Set<String> BEFORE_PARENTHESES = Set.of(
            "if", "while", "for", "switch", "catch", "synchronized", "try", "return", "yield", "throw", "assert");

    /** The text with the cursor moved into it if it lies outside. */
    static CursorText of(String source, int cursor) {
        return new CursorText(source, Math.max(0, Math.min(cursor, source.length())), JavaText.bare(source));
    }

    /**
     * A call that is being written, or is there already.
     *
     * @param open where its parenthesis opens
     * @param argument which argument the cursor is in, counted from 0
     */
    record Call(int open, int argument) {}

    boolean isInComment() {
        return kind() == ' ';
    }

    boolean isInLiteral() {
        return kind() == '_';
    }

    /** What one more letter at the cursor would be. */
    private char kind() {
        String typed = JavaText.bare(source.substring(0, cursor) + "x");
        return typed.charAt(typed.length() - 1);
    }

    /** Where the literal begins that the cursor is in: at its quote. */
    int literalStart() {
        String typed = JavaText.bare(source.substring(0, cursor) + "x");
        int start = cursor;
        while (start > 0 && typed.charAt(start - 1) == '_') {
            start--;
        }
        return start;
    }

    /** Where the name begins that the cursor is in or behind; the cursor itself where there is none. */
    int nameStart() {
        int start = cursor;
        while (start > 0 && isPartOfName(start - 1)) {
            start--;
        }
        return start < cursor && Character.isDigit(source.charAt(start)) ? cursor : start;
    }

    /** Where the name ends that the cursor is in or before. */
    int nameEnd() {
        int end = cursor;
        while (end < source.length() && isPartOfName(end)) {
            end++;
        }
        return end;
    }

    private boolean isPartOfName(int at) {
        return bare.charAt(at) == source.charAt(at) && Character.isJavaIdentifierPart(source.charAt(at));
    }

    /** The innermost call whose parentheses the cursor is in. */
    Optional<Call> call() {
        int depth = 0;
        int argument = 0;
        for (int i = cursor - 1; i >= 0; i--) {
            char c = bare.charAt(i);
            if (c == ')' || c == ']' || c == '}') {
                depth++;
            } else if (depth > 0) {
                depth -= c == '(' || c == '[' || c == '{' ? 1 : 0;
            } else if (c == ',') {
                argument++;
            } else if (c == ';' || c == '{') {
                return Optional.empty();
            } else if (c == '[' || (c == '(' && wordBefore(i).isEmpty())) {
                argument = 0;
            } else if (c == '(') {
                return BEFORE_PARENTHESES.contains(wordBefore(i))
                        ? Optional.empty()
                        : Optional.of(new Call(i, argument));
            }
        }
        return Optional.empty();
    }

    private String wordBefore(int at) {
        String before = bare.substring(0, at).stripTrailing();
        // new ArrayList<String>(
        int end = before.endsWith(">") ? Math.max(0, before.lastIndexOf('<')) : before.length();
        int start = end;
        while (start > 0 && Character.isJavaIdentifierPart(before.charAt(start - 1))) {
            start--;
        }
        return before.substring(start, end);
    }

    /**
     * What is written between a call's parentheses.
     *
     * @param texts of the arguments; none of {@code f()}
     * @param closed whether the closing parenthesis is there
     */
    record Arguments(List<String> texts, boolean closed) {}

    /** The arguments of the call that opens at {@code open}, as far as they are written. */
    Arguments arguments(int open) {
        List<String> arguments = new ArrayList<>();
        int depth = 0;
        int from = open + 1;
        int i = from;
        for (; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if (depth == 0 && (c == ')' || c == ';')) {
                break;
            }
            depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                arguments.add(source.substring(from, i).strip());
                from = i + 1;
            }
        }
        String last = source.substring(from, i).strip();
        if (!last.isEmpty() || !arguments.isEmpty()) {
            arguments.add(last);
        }
        return new Arguments(arguments, i < bare.length() && bare.charAt(i) == ')');
    }

    /** What stands before the {@code .} at {@code dot}: {@code net.layer(0)} of {@code f(net.layer(0).}. */
    String receiver(int dot) {
        int i = dot;
        while (true) {
            i = skipBlanks(i);
            while (i > 0 && (bare.charAt(i - 1) == ')' || bare.charAt(i - 1) == ']')) {
                i = skipBlanks(opening(i - 1));
            }
            while (i > 0 && Character.isJavaIdentifierPart(bare.charAt(i - 1))) {
                i--;
            }
            int before = skipBlanks(i);
            if (before == 0 || bare.charAt(before - 1) != '.') {
                String created = bare.substring(0, before);
                int start = created.endsWith("new") ? before - 3 : i;
                return source.substring(start, dot).strip();
            }
            i = before - 1;
        }
    }

    private int skipBlanks(int from) {
        int i = from;
        while (i > 0 && Character.isWhitespace(bare.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    /** Where the bracket opens that is closed at {@code close}; 0 where it doesn't. */
    private int opening(int close) {
        int depth = 0;
        for (int i = close; i >= 0; i--) {
            char c = bare.charAt(i);
            depth += c == ')' || c == ']' || c == '}' ? 1 : c == '(' || c == '[' || c == '{' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return 0;
    }
}
