package org.espalier.kernel.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method or constructor as the compiler writes it, such as {@code String String.substring(int beginIndex)}.
 *
 * @param text all of it
 * @param owner the type it is declared in, as written; empty for a method of a cell
 * @param name the method's name, or {@link #CONSTRUCTOR}
 * @param parameters in order
 */
public record Signature(String text, String owner, String name, List<Parameter> parameters) {

    /** The name of what {@code new} calls. */
    public static final String CONSTRUCTOR = "<init>";

    private static final Pattern OWNER_AND_NAME = Pattern.compile("(?:([\\w$.]+)\\.)?([\\w$]+)$");
    private static final Pattern DOTTED = Pattern.compile("[\\w$.]+$");

    /**
     * One parameter.
     *
     * @param type as written, {@code String...} for any number
     * @param name its name in the source; {@code arg0} where the class file has none
     */
    public record Parameter(String type, String name) {

        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    /** Copies the list. */
    public Signature {
        parameters = List.copyOf(parameters);
    }

    /** Reads a signature; empty for what is none, such as a variable's {@code name:Type}. */
    public static Optional<Signature> of(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String head = text.substring(0, open);
        Matcher matcher = OWNER_AND_NAME.matcher(head.endsWith(">") ? withoutTypeArguments(head) : head);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<Parameter> parameters = split(text.substring(open + 1, close)).stream()
                .map(Signature::parameter)
                .toList();
        String before = head.substring(0, Math.min(head.length(), matcher.start()));
        String dotted = matcher.group(1) == null ? "" : matcher.group(1);
        if (before.isBlank()) {
            String type = dotted.isEmpty() ? matcher.group(2) : dotted + "." + matcher.group(2);
            return Optional.of(new Signature(text, type, CONSTRUCTOR, parameters));
        }
        String owner = dotted.isEmpty() ? ownerAtEndOf(before) : dotted;
        return Optional.of(new Signature(text, owner, matcher.group(2), parameters));
    }

    /** Whether {@code count} arguments can be given. */
    public boolean takes(int count) {
        return isVarargs() ? count >= parameters.size() - 1 : count == parameters.size();
    }

    /** The parameter that the argument at {@code index} is given to. */
    public Optional<Parameter> parameterOf(int index) {
        if (index < 0 || parameters.isEmpty() || (index >= parameters.size() && !isVarargs())) {
            return Optional.empty();
        }
        return Optional.of(parameters.get(Math.min(index, parameters.size() - 1)));
    }

    /** Whether the last parameter takes any number of arguments. */
    public boolean isVarargs() {
        return !parameters.isEmpty()
                && parameters.get(parameters.size() - 1).type().endsWith("...");
    }

    private static Parameter parameter(String text) {
        int space = text.lastIndexOf(' ');
        return space < 0 ? new Parameter(text, "") : new Parameter(text.substring(0, space), text.substring(space + 1));
    }

    /** {@code Stream} of {@code Stream<R> Stream<T>.<R>}: a method's own type parameters stand before its name. */
    private static String ownerAtEndOf(String before) {
        String dotted = before.endsWith(">") ? withoutTypeArguments(before) : before;
        if (!dotted.endsWith(".")) {
            return "";
        }
        String type = dotted.substring(0, dotted.length() - 1);
        Matcher owner = DOTTED.matcher(type.endsWith(">") ? withoutTypeArguments(type) : type);
        return owner.find() ? owner.group() : "";
    }

    /** {@code ArrayList<E>} as {@code ArrayList}: without the angle brackets that end it. */
    private static String withoutTypeArguments(String text) {
        int depth = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            depth += text.charAt(i) == '>' ? 1 : text.charAt(i) == '<' ? -1 : 0;
            if (depth == 0) {
                return text.substring(0, i);
            }
        }
        return text;
    }

    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(list.substring(from, i).strip());
                from = i + 1;
            }
        }
        if (!list.substring(from).isBlank()) {
            parts.add(list.substring(from).strip());
        }
        return parts;
    }
}
