package org.espalier.kernel.inspect;

import java.lang.reflect.Executable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the classes and methods that names in a cell stand for.
 *
 * @param loader of the notebook
 * @param imports in scope, such as {@code java.util.*}; static ones name a class's members
 */
public record Names(ClassLoader loader, List<String> imports) {

    /** Copies the list. */
    public Names {
        imports = List.copyOf(imports);
    }

    /** The class of a name as the compiler writes it: with or without package and type arguments. */
    public Optional<Class<?>> type(String written) {
        String name = written.replaceAll("<.*>", "").strip();
        if (!name.matches("[\\w$]+(\\.[\\w$]+)*")) {
            return Optional.empty();
        }
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        Stream<String> qualified = imports.stream()
                .filter(each -> each.endsWith(".*") || each.endsWith("." + first))
                .map(each -> each.substring(0, each.lastIndexOf('.') + 1) + name);
        // Names of packages begin small: a name with one is whole, and asking every import for it takes time.
        boolean isWhole = dot > 0 && Character.isLowerCase(first.charAt(0));
        return (isWhole ? Stream.of(name) : Stream.concat(Stream.of("java.lang." + name), qualified))
                .map(this::nested)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether the JDK brings the class, and with it the class's source. */
    public static boolean isOfTheJdk(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }

    /** The method or constructor of a signature. */
    public Optional<Executable> executable(Signature signature) {
        return type(signature.owner())
                .flatMap(owner -> executables(owner, signature.name())
                        .filter(each -> matches(each, signature))
                        .findFirst());
    }

    /** The methods of this name, inherited ones too; for {@link Signature#CONSTRUCTOR}, the constructors. */
    static Stream<Executable> executables(Class<?> type, String name) {
        if (name.equals(Signature.CONSTRUCTOR)) {
            return Arrays.stream(type.getDeclaredConstructors());
        }
        return Stream.concat(Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().equals(name) && !method.isBridge())
                .map(Executable.class::cast);
    }

    private static boolean matches(Executable executable, Signature signature) {
        Class<?>[] types = executable.getParameterTypes();
        List<Signature.Parameter> parameters = signature.parameters();
        if (types.length != parameters.size()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            String written = simple(parameters.get(i).type());
            // A type variable, such as T, is whatever it is erased to.
            if (!written.equals(types[i].getSimpleName()) && !written.matches("[A-Z]\\d?(\\[])*")) {
                return false;
            }
        }
        return true;
    }

    /** {@code java.util.List<String>...} as {@code List[]}. */
    public static String simple(String type) {
        String erased = type.replaceAll("<.*>", "").replace("...", "[]").strip();
        return erased.substring(Math.max(erased.lastIndexOf('.'), erased.lastIndexOf(' ')) + 1);
    }

    /** The class of a dotted name, which may be nested in another. */
    private Optional<Class<?>> nested(String dotted) {
        String name = dotted;
        while (true) {
            try {
                return Optional.of(Class.forName(name, false, loader));
            } catch (ClassNotFoundException | LinkageError absent) {
                int dot = name.lastIndexOf('.');
                if (dot < 0 || !Character.isUpperCase(name.charAt(name.lastIndexOf('.', dot - 1) + 1))) {
                    return Optional.empty();
                }
                name = name.substring(0, dot) + "$" + name.substring(dot + 1);
            }
        }
    }
}
