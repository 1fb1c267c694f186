package org.espalier.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.espalier.taxonomy.Method;
import org.espalier.text.NearestName;

/** Every method there is: those on the class path, and those registered in this session. */
public final class Catalogue {
    private static final Map<Key, Method> REGISTERED = new ConcurrentHashMap<>();

    /** Those asked for before: looking through the class path takes longer than reading a recipe. */
    private static final Map<Key, Method> FOUND = new ConcurrentHashMap<>();

    private record Key(Kind kind, String id) {}

    private Catalogue() {}

    /** All methods with their defaults, by kind, then year, then name. */
    public static List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            published(kind).forEach(method -> entries.add(new Entry(kind, method)));
        }
        REGISTERED.forEach((key, method) -> entries.add(new Entry(key.kind(), method)));
        entries.sort(Comparator.comparing(Entry::kind)
                .thenComparing(entry -> entry.taxon().map(taxon -> taxon.year()).orElse(Integer.MAX_VALUE))
                .thenComparing(Entry::id));
        return entries;
    }

    /**
     * The method of this kind and name, with its defaults.
     *
     * @throws IllegalArgumentException if there is none; names the nearest
     */
    public static Method named(Kind kind, String id) {
        Method own = REGISTERED.get(new Key(kind, id));
        if (own != null) {
            return own;
        }
        Method found = FOUND.get(new Key(kind, id));
        if (found != null) {
            return found;
        }
        Method published = published(kind).stream()
                .filter(method -> method.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(kind, id));
        FOUND.put(new Key(kind, id), published);
        return published;
    }

    private static IllegalArgumentException unknown(Kind kind, String id) {
        List<String> known = Stream.concat(
                        published(kind).stream().map(Method::id),
                        REGISTERED.keySet().stream()
                                .filter(key -> key.kind() == kind)
                                .map(Key::id))
                .sorted()
                .toList();
        return new IllegalArgumentException("no %s \"%s\"%s; known are %s. One of your own is known after register(...)"
                .formatted(kind.word(), id, NearestName.hint(id, known), known));
    }

    /**
     * Makes a method of one's own known by its id for the rest of this session; the latest of one id counts, so that a
     * cell can be run again.
     *
     * @throws IllegalArgumentException if it is no record, is of no kind, or has the id of a published method
     */
    public static void register(Method method) {
        if (!method.getClass().isRecord()) {
            throw new IllegalArgumentException(
                    "register: %s must be a record, whose components are its parameters; found the class %s"
                            .formatted(method.id(), method.getClass().getName()));
        }
        List<Kind> kinds = List.of(Kind.values()).stream()
                .filter(kind -> kind.type().isInstance(method))
                .toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("register: %s is none of %s"
                    .formatted(
                            method.id(),
                            List.of(Kind.values()).stream().map(Kind::word).toList()));
        }
        for (Kind kind : kinds) {
            if (published(kind).stream().anyMatch(known -> known.id().equals(method.id()))) {
                throw new IllegalArgumentException("register: there is a %s \"%s\" already; choose another id"
                        .formatted(kind.word(), method.id()));
            }
            REGISTERED.put(new Key(kind, method.id()), method);
        }
    }

    private static List<? extends Method> published(Kind kind) {
        return ServiceLoader.load(kind.type()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }
}
