package org.espalier.kernel.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One use of a magic.
 *
 * @param name the name with its mark
 * @param arguments what follows on its line, without blanks around it
 * @param body the rest of the cell for a {@code %%} magic, empty for a {@code %} magic
 * @param bodyOffset where the body begins in the cell; for a {@code %} magic, where its arguments do
 */
public record Invocation(String name, String arguments, String body, int bodyOffset) {

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    /** The arguments word by word; quotes keep blanks together. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(arguments);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }

    /**
     * For magics that take no arguments.
     *
     * @throws MagicException when there are some
     */
    void takesNone() {
        if (!arguments.isEmpty()) {
            throw new MagicException(name + " takes no arguments, found: " + arguments);
        }
    }
}
