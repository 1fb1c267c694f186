package org.espalier.kernel.inspect;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Puts together what is known of a name: of the library by the Javadoc kept with it, of the JDK by its sources. */
public final class Explanations {

    private final Names names;

    /** Explanations of the names that {@code names} finds. */
    public Explanations(Names names) {
        this.names = names;
    }

    /**
     * Of methods of one name.
     *
     * @param heads the signatures as shown, in the order of {@code signatures}
     * @param signatures what fits best first
     * @param source the first one's comment as it stands in the JDK's sources; empty where there is none
     * @param argument the one that the cursor is in
     */
    public Explanation ofMethods(List<String> heads, List<Signature> signatures, String source, OptionalInt argument) {
        Optional<Executable> executable = names.executable(signatures.get(0));
        Documented own = executable
                .filter(each -> source.isEmpty())
                .map(LibraryJavadoc::of)
                .orElseGet(() -> Documented.parse(source));
        Documented made = executable
                .flatMap(each -> made(each, own))
                .map(LibraryJavadoc::of)
                .orElse(Documented.NOTHING);
        Documented owner = executable
                .map(each -> LibraryJavadoc.of(each.getDeclaringClass()))
                .orElse(Documented.NOTHING);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Signature.Parameter each : signatures.get(0).parameters()) {
            Stream.of(own, made, owner)
                    .map(documented -> documented.parameters().getOrDefault(each.name(), ""))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .ifPresent(text -> parameters.put(each.name(), text));
        }
        return new Explanation(
                heads,
                argument,
                join(own.text().paragraphs(), made.text().paragraphs()),
                parts(parameters, own.returns(), own.thrown()),
                join(own.text().examples(), made.text().examples()).stream()
                        .limit(1)
                        .toList());
    }

    /** Of a type; {@code source} is its comment in the JDK's sources, empty where there is none. */
    public Explanation ofType(String head, String written, String source) {
        Documented own = source.isEmpty()
                ? names.type(written).map(LibraryJavadoc::of).orElse(Documented.NOTHING)
                : Documented.parse(source);
        return new Explanation(
                List.of(head),
                OptionalInt.empty(),
                own.text().paragraphs(),
                parts(own.parameters(), "", Map.of()),
                own.text().examples());
    }

    /** A facade's method says what it makes, <code>{@link Taylor}</code>, and leaves the rest to that. */
    private static Optional<Class<?>> made(Executable executable, Documented own) {
        return executable instanceof Method method
                ? Optional.<Class<?>>of(method.getReturnType())
                        .filter(type -> own.text().summary().orElse("").startsWith(type.getSimpleName()))
                : Optional.empty();
    }

    private static List<String> join(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    private static Map<String, Map<String, String>> parts(
            Map<String, String> parameters, String returns, Map<String, String> thrown) {
        Map<String, Map<String, String>> parts = new LinkedHashMap<>();
        if (!parameters.isEmpty()) {
            parts.put("Parameters", parameters);
        }
        if (!returns.isEmpty()) {
            parts.put("Returns", Map.of("", returns));
        }
        if (!thrown.isEmpty()) {
            parts.put("Throws", thrown);
        }
        return parts;
    }
}
