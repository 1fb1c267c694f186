package org.espalier.kernel.jshell;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.VarSnippet;
import sun.reflect.ReflectionFactory;

/**
 * What JShell keeps of each snippet for as long as it lives, and has no method to let go of: the snippet with its source
 * and diagnostics, the class around it, its class files, the compiler's symbols.
 *
 * <p>Its fields are reached without {@code --add-opens}: with that option Java starts 40 ms later, because it then
 * cannot use its archived modules, and whoever embeds the kernel would have to give it too.
 */
final class JShellStore {

    private static final int ALL_OF_ITS_MODULE = 31;
    private static final byte[] FORGOTTEN = {};

    /** The class around a snippet: a number that the snippet's name has for good, and letters for its versions. */
    private static final Pattern WRAPPER = Pattern.compile("REPL[./](\\$JShell\\$([0-9]+)[0-9A-Z_]*)");

    private final Lookup lookup;
    private final MethodHandle diagnostics;
    private final MethodHandle wrap;
    private final MethodHandle wrapper;
    private final Object tasks;
    private final MethodHandle newTasks;
    private final Set<Snippet> snippets;
    private final List<Snippet> byNumber;
    private final Map<String, Set<Integer>> dependents;
    private final Map<String, ?> variables;
    private final Map<String, ?> wrappers;
    private final Map<String, ?> loaded;
    private final Map<String, ?> compiled;

    /**
     * The store of a session.
     *
     * @throws ReflectiveOperationException when this JDK's JShell is made another way
     */
    @SuppressWarnings("unchecked") // The fields' types, as JShell declares them.
    JShellStore(JShell shell) throws ReflectiveOperationException {
        lookup = lookup();
        diagnostics = in(Snippet.class).unreflectGetter(Snippet.class.getDeclaredField("diagnostics"));
        wrap = in(Snippet.class).unreflectGetter(Snippet.class.getDeclaredField("outer"));
        wrapper = in(Snippet.class).unreflect(Snippet.class.getDeclaredMethod("className"));
        Object maps = field(shell, "maps");
        snippets = (Set<Snippet>) field(maps, "snippets");
        byNumber = (List<Snippet>) field(maps, "keyIndexToSnippet");
        dependents = (Map<String, Set<Integer>>) field(maps, "dependencies");
        variables = (Map<String, ?>) field(field(shell, "keyMap"), "varMap");
        wrappers = (Map<String, ?>) field(field(shell, "outerMap"), "classOuters");
        loaded = (Map<String, ?>) field(field(shell, "classTracker"), "map");
        tasks = field(shell, "taskFactory");
        newTasks = in(tasks.getClass()).unreflect(tasks.getClass().getDeclaredMethod("initTaskPool"));
        compiled = (Map<String, ?>) field(field(tasks, "fileManager"), "classObjects");
    }

    private static Lookup lookup() throws ReflectiveOperationException {
        Constructor<Lookup> any = Lookup.class.getDeclaredConstructor(Class.class, Class.class, int.class);
        Constructor<?> opened =
                ReflectionFactory.getReflectionFactory().newConstructorForSerialization(Lookup.class, any);
        return (Lookup) opened.newInstance(JShell.class, null, ALL_OF_ITS_MODULE);
    }

    private Lookup in(Class<?> type) throws ReflectiveOperationException {
        return MethodHandles.privateLookupIn(type, lookup);
    }

    private Object field(Object owner, String name) throws ReflectiveOperationException {
        Class<?> type = owner.getClass();
        return call(in(type).unreflectGetter(type.getDeclaredField(name)), owner);
    }

    private static Object call(MethodHandle handle, Object owner) throws ReflectiveOperationException {
        try {
            return handle.invoke(owner);
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /**
     * How much is kept.
     *
     * @param snippets alive or not
     * @param wrappers texts of the classes around them
     * @param classFiles those of these classes and of all in them
     */
    record Size(int snippets, int wrappers, int classFiles) {}

    Size size() {
        return new Size(snippets.size(), wrappers.size(), compiled.size());
    }

    /** All snippets, those too that are no longer in force, in the order in which they came. */
    List<Snippet> snippets() {
        return List.copyOf(snippets);
    }

    /**
     * Keeps some snippets, and of the others nothing.
     *
     * @param inForce those that later snippets may refer to
     * @param told those whose lines errors may still have to tell
     * @throws ReflectiveOperationException when a snippet isn't made as expected
     */
    void keepOnly(Collection<Snippet> inForce, Collection<Snippet> told) throws ReflectiveOperationException {
        for (Snippet snippet : snippets) {
            // They hold on to the compiler with all its symbols, and have been told.
            ((Collection<?>) call(diagnostics, snippet)).clear();
        }
        Set<String> usable = wrappersOf(inForce);
        Set<String> tellable = wrappersOf(told);
        tellable.addAll(usable);
        Set<Snippet> kept = new HashSet<>(inForce);
        kept.addAll(told);
        snippets.retainAll(kept);
        for (int i = 0; i < byNumber.size(); i++) {
            Snippet snippet = byNumber.get(i);
            if (snippet != null && !kept.contains(snippet) && !comesAgain(snippet)) {
                byNumber.set(i, null);
                if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
                    variables.remove(((VarSnippet) snippet).name());
                }
            }
        }
        dependents.values().forEach(numbers -> numbers.removeIf(number -> !isKnown(number)));
        dependents.values().removeIf(Set::isEmpty);
        wrappers.keySet().retainAll(tellable);
        Set<String> needed = withAllTheyName(usable);
        compiled.keySet().removeIf(name -> !needed.contains(wrapperOf(name)));
        forgetLoaded(needed);
    }

    /** Whether a later snippet may bear the same number: what has a name keeps its number when it is declared again. */
    private static boolean comesAgain(Snippet snippet) {
        return snippet.kind().isPersistent() && snippet.subKind() != SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
    }

    private boolean isKnown(int number) {
        return number < byNumber.size() && byNumber.get(number) != null;
    }

    private Set<String> wrappersOf(Collection<Snippet> some) throws ReflectiveOperationException {
        Set<String> names = new HashSet<>();
        for (Snippet snippet : some) {
            if (call(wrap, snippet) != null) {
                names.add((String) call(wrapper, snippet));
            }
        }
        return names;
    }

    private static String wrapperOf(String className) {
        Matcher matcher = WRAPPER.matcher(className);
        return matcher.lookingAt() ? matcher.group(1) : className;
    }

    /** The compiler reads the class files of all that another one names. */
    private Set<String> withAllTheyName(Set<String> usable) throws ReflectiveOperationException {
        Map<String, Set<String>> named = new HashMap<>();
        for (Map.Entry<String, ?> each : compiled.entrySet()) {
            byte[] bytes = (byte[]) call(bytesOf(each.getValue()), each.getValue());
            Set<String> names = named.computeIfAbsent(wrapperOf(each.getKey()), unused -> new HashSet<>());
            Matcher matcher = WRAPPER.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        Set<String> all = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(usable);
        while (!open.isEmpty()) {
            String next = open.remove();
            if (all.add(next)) {
                open.addAll(named.getOrDefault(next, Set.of()));
            }
        }
        return all;
    }

    private MethodHandle bytesOf(Object classFile) throws ReflectiveOperationException {
        return in(classFile.getClass()).unreflect(classFile.getClass().getMethod("getBytes"));
    }

    /** A class whose name may come again stays known as one that is loaded and outdated: it gets another name then. */
    private void forgetLoaded(Set<String> needed) throws ReflectiveOperationException {
        for (var all = loaded.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, ?> each = all.next();
            Matcher matcher = WRAPPER.matcher(each.getKey());
            if (!matcher.lookingAt() || needed.contains(matcher.group(1))) {
                continue;
            }
            if (isKnown(Integer.parseInt(matcher.group(2)))) {
                forgetBytes(each.getValue());
            } else {
                all.remove();
            }
        }
    }

    private void forgetBytes(Object classInfo) throws ReflectiveOperationException {
        for (String field : List.of("currentBytes", "loadedBytes")) {
            MethodHandle setter = in(classInfo.getClass())
                    .unreflectSetter(classInfo.getClass().getDeclaredField(field));
            try {
                setter.invoke(classInfo, FORGOTTEN);
            } catch (Throwable e) {
                throw new ReflectiveOperationException(e);
            }
        }
    }

    /** A new compiler: the old one takes note of each class that it compiled in lists of its own, and keeps all names. */
    void renewCompiler() throws ReflectiveOperationException {
        call(newTasks, tasks);
    }
}
