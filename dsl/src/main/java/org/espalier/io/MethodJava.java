package org.espalier.io;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.taxonomy.Method;

/** A method as the facade says it, {@code taylor(4)}; as its constructor where the facade has no words for its parameters. */
final class MethodJava {
    /**
     * The parameters that the facade's method of the same name takes, if any: in brackets, then those of the method's own
     * with-ers as {@code wither=parameter}.
     */
    private static final Map<String, List<String>> FACADE = Map.ofEntries(
            Map.entry("magnitude", List.of("")),
            Map.entry("random", List.of("")),
            Map.entry("taylor", List.of("", "batches")),
            Map.entry("snip", List.of("", "batches")),
            Map.entry("synflow", List.of("")),
            Map.entry("grasp", List.of("")),
            Map.entry("lamp", List.of("")),
            Map.entry("wanda", List.of("")),
            Map.entry("fisher", List.of("")),
            Map.entry("obd", List.of("")),
            Map.entry("sparseGpt", List.of(" damped=damp")),
            Map.entry("obc", List.of(" damped=damp")),
            Map.entry("apoz", List.of("")),
            Map.entry("hrank", List.of("")),
            Map.entry("fpgm", List.of("")),
            Map.entry("thiNet", List.of("")),
            Map.entry("batchNormScale", List.of("")),
            Map.entry("rigl", List.of(" every=every")),
            Map.entry("set", List.of("")),
            Map.entry("staticRandom", List.of("")),
            Map.entry("networkSlimming", List.of("", "penalty")),
            Map.entry("groupLasso", List.of("", "penalty")),
            Map.entry("softFilterPruning", List.of("")),
            Map.entry("admm", List.of("", "penalty")),
            Map.entry("movement", List.of("")),
            Map.entry("srSte", List.of("")),
            Map.entry("eagleEye", List.of("", "generations,candidates")),
            Map.entry("featureBoosting", List.of("density")),
            Map.entry("oneShot", List.of("")),
            Map.entry("linear", List.of("steps")),
            Map.entry("cubic", List.of("steps")),
            Map.entry("exponential", List.of("steps")),
            Map.entry("geometric", List.of("steps")),
            Map.entry("fineTune", List.of("epochs at=learningRate falling=decay")),
            Map.entry("train", List.of("epochs")),
            Map.entry("rewindToEpoch", List.of("epoch")),
            Map.entry("rewindLearningRate", List.of("epochs")),
            Map.entry("fromScratch", List.of("epochs")),
            Map.entry("recalibrate", List.of("", "batches")),
            Map.entry("distil", List.of("epochs at=learningRate temperature=temperature alpha=alpha")),
            Map.entry("quantise", List.of("")),
            Map.entry("reconstruct", List.of("")));

    private static final String LIBRARY = "org.espalier.";
    private static final Pattern OF_A_CELL = Pattern.compile("^REPL\\.\\$JShell\\$\\w+[$.]");

    private MethodJava() {}

    static String of(Method method) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : MethodText.components(method)) {
            values.put(component.getName(), MethodText.value(method, component));
        }
        if (method.getClass().getPackageName().startsWith(LIBRARY)) {
            Set<String> unusual = unusual(method, values);
            for (String call : FACADE.getOrDefault(method.id(), List.of())) {
                String[] words = call.split(" ", -1);
                Set<String> said = Pattern.compile("[,= ]").splitAsStream(call).collect(Collectors.toSet());
                if (said.containsAll(unusual)) {
                    return method.id() + "(" + arguments(words[0], values) + ")" + withers(words, unusual, values);
                }
            }
        }
        return "new %s(%s)"
                .formatted(
                        className(method.getClass()),
                        values.values().stream().map(MethodJava::literal).collect(Collectors.joining(", ")));
    }

    /** The parameters that are not as the method's own constructor without arguments has them. */
    private static Set<String> unusual(Method method, Map<String, Object> values) {
        Set<String> unusual = new TreeSet<>(values.keySet());
        try {
            Method usual = method.getClass().getDeclaredConstructor().newInstance();
            unusual.removeIf(name -> MethodText.components(usual).stream()
                    .anyMatch(component -> component.getName().equals(name)
                            && MethodText.value(usual, component).equals(values.get(name))));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method.id() + " has no constructor without arguments", e);
        }
        return unusual;
    }

    private static String arguments(String names, Map<String, Object> values) {
        return Pattern.compile(",")
                .splitAsStream(names)
                .filter(name -> !name.isEmpty())
                .map(name -> literal(Objects.requireNonNull(values.get(name), name)))
                .collect(Collectors.joining(", "));
    }

    private static String withers(String[] words, Set<String> unusual, Map<String, Object> values) {
        StringBuilder java = new StringBuilder();
        for (int i = 1; i < words.length; i++) {
            String[] wither = words[i].split("=", 2);
            if (unusual.contains(wither[1])) {
                java.append('.')
                        .append(wither[0])
                        .append('(')
                        .append(literal(Objects.requireNonNull(values.get(wither[1]), wither[1])));
                java.append(')');
            }
        }
        return java.toString();
    }

    /** A value in Java. */
    static String literal(Object value) {
        if (value instanceof Enum<?> constant) {
            return className(constant.getDeclaringClass()) + "." + constant.name();
        }
        if (value instanceof Long number) {
            return number == number.intValue() ? number.toString() : number + "L";
        }
        if (value instanceof Double number) {
            return Double.isNaN(number)
                    ? "Double.NaN"
                    : Double.isInfinite(number)
                            ? "Double." + (number > 0 ? "POSITIVE" : "NEGATIVE") + "_INFINITY"
                            : Decimal.of(number).toString();
        }
        return value instanceof String text ? text(text) : String.valueOf(value);
    }

    private static String text(String text) {
        StringBuilder java = new StringBuilder("\"");
        for (char sign : text.toCharArray()) {
            switch (sign) {
                case '"' -> java.append("\\\"");
                case '\\' -> java.append("\\\\");
                case '\n' -> java.append("\\n");
                case '\r' -> java.append("\\r");
                case '\t' -> java.append("\\t");
                default -> {
                    // Octal where it is a control character: Java takes such an escape for the end of the line.
                    boolean shown = sign >= ' ' && sign <= '~' || Character.isLetterOrDigit(sign);
                    java.append(
                            shown
                                    ? Character.toString(sign)
                                    : (sign < ' ' ? "\\%03o" : "\\u%04x").formatted((int) sign));
                }
            }
        }
        return java.append('"').toString();
    }

    /** As a cell may write it. */
    static String className(Class<?> type) {
        String name = OF_A_CELL.matcher(type.getName()).replaceFirst("");
        return name.replace('$', '.');
    }
}
