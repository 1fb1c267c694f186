package org.espalier.io;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Kind;
import org.espalier.taxonomy.Method;

/**
 * A method as text: its id over its parameters, every default written out, {@code {taylor: {batches: 8}}}. Parameters that
 * are left out have their defaults. Only records of the catalogue are made.
 */
final class MethodText {
    private MethodText() {}

    /** A method's id over its parameters. */
    static Map<String, Object> tree(Method method) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (RecordComponent component : components(method)) {
            Object value = value(method, component);
            boolean plain = value instanceof Number || value instanceof Boolean;
            parameters.put(
                    component.getName(),
                    value instanceof Enum<?> word ? Fields.word(word) : plain ? value : String.valueOf(value));
        }
        return Map.of(method.id(), parameters);
    }

    /**
     * The method that a text means: a name, or a name over parameters.
     *
     * @throws org.espalier.text.FormatException if the name or a parameter is unknown, or a value is none that the method
     *     takes; says where, what was expected and found, and the nearest known name
     */
    static Method read(Kind kind, TextNode node) {
        if (node instanceof TextNode.Scalar scalar && scalar.value() instanceof String id) {
            return named(kind, id, node.place());
        }
        if (!(node instanceof TextNode.Mapping mapping) || mapping.fields().size() != 1) {
            throw node.place()
                    .problem(
                            "a %s is written as its name over its parameters, such as %s, found %s",
                            kind.word(), example(kind), node.shown());
        }
        Map.Entry<String, TextNode.Keyed> only =
                mapping.fields().entrySet().iterator().next();
        Method defaults = named(kind, only.getKey(), only.getValue().key());
        TextNode given = only.getValue().value();
        if (given instanceof TextNode.Scalar scalar && scalar.value() == null) {
            return defaults;
        }
        return with(defaults, given);
    }

    private static String example(Kind kind) {
        return switch (kind) {
            case CRITERION -> "{taylor: {batches: 8}}";
            case PATTERN -> "{nOfM: {n: 2, m: 4}}";
            case SCHEDULE -> "{cubic: {steps: 5}}";
            case TRAINING -> "{rigl: {every: 100}}";
            case SEARCH -> "{eagleEye: {candidates: 8}}";
            case GATE -> "{featureBoosting: {density: 0.5}}";
            case RECOVERY -> "{fineTune: {epochs: 1}}";
        };
    }

    private static Method named(Kind kind, String id, TextNode.Place place) {
        try {
            return Catalogue.named(kind, TextNode.shortened(id));
        } catch (IllegalArgumentException unknown) {
            throw place.problem(unknown);
        }
    }

    private static Method with(Method defaults, TextNode given) {
        List<RecordComponent> components = components(defaults);
        Fields fields = Fields.of(
                given,
                defaults.id(),
                String.valueOf(tree(defaults).get(defaults.id())).replace('=', ' '),
                components.stream().map(RecordComponent::getName).toList());
        Object[] values = components.stream()
                .map(component -> fields.get(component.getName())
                        .map(node -> converted(defaults.id(), component, node))
                        .orElseGet(() -> value(defaults, component)))
                .toArray();
        Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<? extends Method> constructor = defaults.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw given.place().problem(refused);
            }
            throw new IllegalStateException(defaults.id() + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(defaults.id() + " cannot be made", e);
        }
    }

    private static Object converted(String id, RecordComponent component, TextNode node) {
        Class<?> type = component.getType();
        String name = id + ": " + component.getName();
        if (type == int.class) {
            return Fields.whole(name, node);
        }
        if (type == long.class) {
            return Fields.number(name, node);
        }
        if (type == double.class) {
            return Fields.decimal(name, node);
        }
        if (type == boolean.class
                && node instanceof TextNode.Scalar scalar
                && scalar.value() instanceof Boolean truth) {
            return truth;
        }
        if (type == String.class) {
            return Fields.text(name, node);
        }
        if (type.isEnum()) {
            return word(name, node, type);
        }
        throw node.place().problem("%s must be a value of type %s, found %s", name, type.getSimpleName(), node.shown());
    }

    private static Object word(String name, TextNode node, Class<?> type) {
        List<Word> words = Arrays.stream(type.getEnumConstants())
                .map(constant -> new Word(Fields.word((Enum<?>) constant), constant))
                .toList();
        return words.stream()
                .filter(word ->
                        node instanceof TextNode.Scalar scalar && word.text().equals(scalar.value()))
                .findFirst()
                .orElseThrow(() -> node.place()
                        .problem(
                                "%s must be one of %s, found %s",
                                name, words.stream().map(Word::text).toList(), node.shown()))
                .constant();
    }

    private record Word(String text, Object constant) {}

    static List<RecordComponent> components(Method method) {
        // A criterion that is no record has no parameters that anyone could know.
        RecordComponent[] components = method.getClass().getRecordComponents();
        return components == null ? List.of() : Arrays.asList(components);
    }

    static Object value(Method method, RecordComponent component) {
        try {
            // Records that a notebook declares are no more public than the class around them.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s: cannot read %s".formatted(method.id(), component.getName()), e);
        }
    }
}
