package org.espalier.kernel.inspect;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The methods that a name may stand for.
 *
 * @param byName the overloads of each
 */
public record Members(Map<String, List<Method>> byName) {

    /** Nothing known. */
    public static final Members NONE = new Members(Map.of());

    /** The methods of a type, inherited ones too. */
    public static Members of(Class<?> type) {
        return of(Arrays.stream(type.getMethods()));
    }

    /** The methods that static imports bring. */
    public static Members ofStaticImports(Names names) {
        return of(names.imports().stream()
                .filter(each -> each.endsWith(".*"))
                .map(each -> each.substring(0, each.length() - 2))
                .filter(each -> Character.isUpperCase(each.charAt(each.lastIndexOf('.') + 1)))
                .flatMap(each -> names.type(each).stream())
                .flatMap(each -> Arrays.stream(each.getMethods()))
                .filter(method -> Modifier.isStatic(method.getModifiers())));
    }

    private static Members of(Stream<Method> methods) {
        return new Members(methods.filter(each -> !each.isBridge()).collect(Collectors.groupingBy(Method::getName)));
    }

    /** Whether there are methods of this name, all of them deprecated. */
    public boolean isDeprecated(String name) {
        List<Method> methods = byName.getOrDefault(name, List.of());
        return !methods.isEmpty() && methods.stream().allMatch(each -> each.isAnnotationPresent(Deprecated.class));
    }

    /** Parameters and type of the shortest of this name, such as {@code (int steps) → Cubic}; empty if there is none. */
    public String signature(String name) {
        List<Method> methods = byName.getOrDefault(name, List.of());
        return methods.stream()
                .min(Comparator.comparingInt(Method::getParameterCount).thenComparing(Method::toGenericString))
                .map(each -> brief(each) + " → " + each.getReturnType().getSimpleName()
                        + (methods.size() > 1 ? ", and " + (methods.size() - 1) + " more" : ""))
                .orElse("");
    }

    private static String brief(Executable executable) {
        Parameter[] parameters = executable.getParameters();
        return Arrays.stream(parameters)
                // Many class files keep no names of parameters.
                .map(each -> each.isNamePresent() ? type(each) + " " + each.getName() : type(each))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String type(Parameter parameter) {
        String type = parameter.getType().getSimpleName();
        return parameter.isVarArgs() ? type.replaceFirst("\\[]$", "...") : type;
    }
}
