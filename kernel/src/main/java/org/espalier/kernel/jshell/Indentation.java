package org.espalier.kernel.jshell;

/** How far the next line of a half-written cell goes in. */
public final class Indentation {

    private static final int STEP = 4;

    private Indentation() {}

    /** Four blanks for each bracket that is still open. */
    public static String after(String source) {
        int open = 0;
        for (char c : JavaText.bare(source).toCharArray()) {
            open += c == '{' || c == '(' || c == '[' ? 1 : c == '}' || c == ')' || c == ']' ? -1 : 0;
        }
        return " ".repeat(STEP * Math.max(0, open));
    }
}
