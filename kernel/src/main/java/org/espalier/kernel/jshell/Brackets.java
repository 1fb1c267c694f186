package org.espalier.kernel.jshell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Finds the bracket that has no partner. */
final class Brackets {

    private Brackets() {}

    /** A sentence about the first bracket that closes nothing, or the last that is never closed; empty if all is well. */
    static Optional<String> hint(String source) {
        String bare = JavaText.bare(source);
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            if ("([{".indexOf(c) >= 0) {
                open.push(i);
            } else if (")]}".indexOf(c) >= 0) {
                if (open.isEmpty()) {
                    return Optional.of("a %c closes nothing: %s".formatted(c, lineOf(source, i)));
                }
                char partner = bare.charAt(open.peek());
                if ("([{".indexOf(partner) != ")]}".indexOf(c)) {
                    return Optional.of("a %c is never closed: %s".formatted(partner, lineOf(source, open.peek())));
                }
                open.pop();
            }
        }
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "a %c is never closed: %s".formatted(bare.charAt(open.peek()), lineOf(source, open.peek())));
    }

    private static String lineOf(String source, int at) {
        int newline = source.indexOf('\n', at);
        return source.substring(source.lastIndexOf('\n', at) + 1, newline < 0 ? source.length() : newline)
                .strip();
    }
}
