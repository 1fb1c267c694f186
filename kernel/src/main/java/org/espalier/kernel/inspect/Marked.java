package org.espalier.kernel.inspect;

import java.util.OptionalInt;

/** A signature cut at the parameter that the cursor is in; all of it is {@code before} where there is none. */
record Marked(String before, String argument, String after) {

    static Marked of(String signature, OptionalInt argument) {
        int open = signature.indexOf('(');
        int close = signature.lastIndexOf(')');
        Marked whole = new Marked(signature, "", "");
        if (argument.isEmpty() || open < 0 || close <= open + 1) {
            return whole;
        }
        int depth = 0;
        int index = 0;
        int from = open + 1;
        for (int i = from; i <= close; i++) {
            char c = signature.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (i == close || (c == ',' && depth == 0)) {
                // The last of a method that takes any number stands for all that follow.
                if (index == argument.getAsInt()
                        || (i == close && signature.substring(from, i).contains("..."))) {
                    int begin = from + (signature.charAt(from) == ' ' ? 1 : 0);
                    return new Marked(
                            signature.substring(0, begin), signature.substring(begin, i), signature.substring(i));
                }
                index++;
                from = i + 1;
            }
        }
        return whole;
    }
}
