package org.espalier.io;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Kind;
import org.espalier.taxonomy.Method;
import org.espalier.text.NearestName;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A method as YAML: its id over its parameters, every default written out, {@code {taylor: {batches: 8}}}. Parameters that
 * are left out have their defaults. Nothing of a text is ever run, and only records of the catalogue are made.
 *
 * <pre>{@code
 * MethodYaml.parse(Kind.CRITERION, "{magnitude: {norm: 2}}")
 * }</pre>
 */
public final class MethodYaml {
    private static final int MOST_CHARACTERS = 10_000;

    private MethodYaml() {}

    /** A method in one line. */
    public static String of(Method method) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.FLOW)
                .setWidth(Integer.MAX_VALUE)
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings)
                .dumpToString(Map.of(method.id(), parameters(method)))
                .strip();
    }

    private static Map<String, Object> parameters(Method method) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (RecordComponent component : components(method)) {
            Object value = value(method, component);
            parameters.put(
                    component.getName(),
                    value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value);
        }
        return parameters;
    }

    /**
     * The method that a text means.
     *
     * @throws IllegalArgumentException if the text is no YAML, the name or a parameter is unknown or given twice, or a
     *     value is none that the method takes; says where, what was expected and found, and the nearest known name
     */
    public static Method parse(Kind kind, String yaml) {
        Object found = loaded(kind, yaml);
        if (found instanceof String id) {
            return Catalogue.named(kind, id);
        }
        if (!(found instanceof Map<?, ?> map) || map.size() != 1) {
            throw new IllegalArgumentException(
                    "a %s is written as its name over its parameters, such as {taylor: {batches: 8}}, found %s"
                            .formatted(kind.word(), yaml.strip()));
        }
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        Method defaults = Catalogue.named(kind, String.valueOf(only.getKey()));
        if (only.getValue() != null && !(only.getValue() instanceof Map<?, ?>)) {
            throw new IllegalArgumentException("%s: expected its parameters in braces, such as %s, found %s"
                    .formatted(defaults.id(), of(defaults), only.getValue()));
        }
        return with(defaults, only.getValue() instanceof Map<?, ?> given ? given : Map.of());
    }

    private static @Nullable Object loaded(Kind kind, String yaml) {
        if (yaml.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("a %s has at most %,d characters, found %,d"
                    .formatted(kind.word(), MOST_CHARACTERS, yaml.length()));
        }
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .setLabel(kind.word())
                .build();
        try {
            return new Load(settings).loadFromString(yaml);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException("a %s is no YAML: %s".formatted(kind.word(), e.getMessage()), e);
        }
    }

    private static Method with(Method defaults, Map<?, ?> given) {
        List<RecordComponent> components = components(defaults);
        List<String> names = components.stream().map(RecordComponent::getName).toList();
        for (Object key : given.keySet()) {
            if (!names.contains(String.valueOf(key))) {
                throw new IllegalArgumentException("%s has no parameter \"%s\"%s; it has %s"
                        .formatted(defaults.id(), key, NearestName.hint(String.valueOf(key), names), names));
            }
        }
        Object[] values = components.stream()
                .map(component -> given.containsKey(component.getName())
                        ? converted(defaults.id(), component, given.get(component.getName()))
                        : value(defaults, component))
                .toArray();
        Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<? extends Method> constructor = defaults.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(defaults.id() + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(defaults.id() + " cannot be made", e);
        }
    }

    private static Object converted(String id, RecordComponent component, @Nullable Object found) {
        Class<?> type = component.getType();
        if (type == int.class && found instanceof Integer) {
            return found;
        }
        if (type == long.class && (found instanceof Integer || found instanceof Long)) {
            return ((Number) found).longValue();
        }
        if (type == double.class && (found instanceof Integer || found instanceof Long || found instanceof Double)) {
            return ((Number) found).doubleValue();
        }
        if (type == boolean.class && found instanceof Boolean || type == String.class && found instanceof String) {
            return found;
        }
        List<String> words = new ArrayList<>();
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                String word = ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
                if (word.equals(found)) {
                    return constant;
                }
                words.add(word);
            }
        }
        throw new IllegalArgumentException("%s: %s must be %s, found %s%s"
                .formatted(
                        id,
                        component.getName(),
                        words.isEmpty() ? "a value of type " + type.getSimpleName() : "one of " + words,
                        found,
                        NearestName.hint(String.valueOf(found), words)));
    }

    private static List<RecordComponent> components(Method method) {
        return Arrays.asList(method.getClass().getRecordComponents());
    }

    private static Object value(Method method, RecordComponent component) {
        try {
            // Records that a notebook declares are no more public than the class around them.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("%s: cannot read %s".formatted(method.id(), component.getName()), e);
        }
    }
}
