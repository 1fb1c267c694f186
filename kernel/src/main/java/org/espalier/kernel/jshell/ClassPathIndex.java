package org.espalier.kernel.jshell;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import org.jspecify.annotations.Nullable;

/**
 * The classes in the jars of a class path by package. The compiler's own file manager opens each jar as a file system
 * and walks it, which takes longer than all else that happens before the first cell is answered. To read the jars'
 * directories here still takes longer than the compiler needs to get ready, so that an installed kernel finds what was
 * read in a file beside its jars.
 */
public final class ClassPathIndex {

    private static final String CLASS = ".class";
    private static final String FILE = "classes.index";
    /** Ends a name in the file; no name of a class or package has one. */
    private static final char END = ';';
    /** Before the number of a jar; no name of a class has one. */
    private static final char JAR = '/';

    private final List<Jar> jars;
    /** What the file tells of each package: {@code /0;A;B;/3;C;} for two classes of the first jar and one of the fourth. */
    private final Map<String, String> told;

    private final Map<String, List<JavaFileObject>> packages = new ConcurrentHashMap<>();

    private ClassPathIndex(List<Jar> jars, Map<String, String> told) {
        this.jars = jars;
        this.told = told;
    }

    /** The index of some jars, read on another thread while the compiler gets ready. */
    static Future<ClassPathIndex> reading(List<Path> jars) {
        FutureTask<ClassPathIndex> reading = new FutureTask<>(() -> of(jars));
        Thread thread = new Thread(
                () -> {
                    // The compiler asks for these, for which Java opens all jars: here while it gets ready.
                    FileSystemProvider.installedProviders();
                    reading.run();
                    StopChecks.getReady();
                },
                "class-path");
        thread.setDaemon(true);
        thread.start();
        return reading;
    }

    /** The index once it is read. */
    static ClassPathIndex await(Future<ClassPathIndex> reading) {
        try {
            return reading.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the class path was read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e);
        }
    }

    /**
     * The index of some jars, from the file beside the first if that is there and tells of just these.
     *
     * @throws UncheckedIOException when one cannot be read
     */
    static ClassPathIndex of(List<Path> paths) {
        List<Jar> jars = paths.stream().map(Jar::new).toList();
        try {
            Map<String, String> told = paths.isEmpty() ? Map.of() : told(paths);
            return new ClassPathIndex(jars, told.isEmpty() ? directories(jars) : told);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Writes the index of some jars beside the first.
     *
     * @throws IOException when a jar cannot be read, or the file not be written
     */
    public static void write(List<Path> paths) throws IOException {
        StringBuilder text = new StringBuilder(header(paths)).append('\n');
        directories(paths.stream().map(Jar::new).toList())
                .forEach((name, classes) ->
                        text.append(name).append(END).append(classes).append('\n'));
        Path file = paths.get(0).resolveSibling(FILE);
        Path fresh = paths.get(0).resolveSibling("." + FILE);
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** What tells these jars from others, wherever they lie. */
    private static String header(List<Path> paths) throws IOException {
        StringBuilder header = new StringBuilder();
        for (Path path : paths) {
            header.append(path.getFileName())
                    .append(END)
                    .append(Files.size(path))
                    .append(END);
        }
        return header.toString();
    }

    /** What the file says of each package; nothing where it isn't there or is of other jars. */
    private static Map<String, String> told(List<Path> paths) throws IOException {
        Path file = paths.get(0).resolveSibling(FILE);
        Map<String, String> told = new HashMap<>();
        if (Files.isRegularFile(file)) {
            String text = Files.readString(file);
            int from = text.indexOf('\n') + 1;
            if (from > 0 && text.substring(0, from - 1).equals(header(paths))) {
                for (int to = text.indexOf('\n', from); to >= 0; to = text.indexOf('\n', from)) {
                    int end = text.indexOf(END, from);
                    told.put(text.substring(from, end), text.substring(end + 1, to));
                    from = to + 1;
                }
            }
        }
        return told;
    }

    private static Map<String, String> directories(List<Jar> jars) throws IOException {
        Map<String, StringBuilder> packages = new TreeMap<>();
        Map<String, Integer> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < jars.size(); i++) {
            for (Enumeration<? extends ZipEntry> entries = jars.get(i).zip().entries(); entries.hasMoreElements(); ) {
                String name = entries.nextElement().getName();
                // Of a class that is there twice, the first is the one that the JVM loads.
                if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && seen.add(name)) {
                    int slash = name.lastIndexOf('/');
                    String packageName =
                            slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
                    StringBuilder classes = packages.computeIfAbsent(packageName, unused -> new StringBuilder());
                    Integer before = last.put(packageName, i);
                    if (before == null || before != i) {
                        classes.append(JAR).append(i).append(END);
                    }
                    classes.append(name, slash + 1, name.length() - CLASS.length())
                            .append(END);
                }
            }
        }
        Map<String, String> told = new LinkedHashMap<>();
        packages.forEach((name, classes) -> told.put(name, classes.toString()));
        return told;
    }

    private List<JavaFileObject> classesOf(String packageName) {
        String classes = told.get(packageName);
        return classes == null
                ? List.of()
                : packages.computeIfAbsent(packageName, unused -> entries(packageName, classes));
    }

    private List<JavaFileObject> entries(String packageName, String classes) {
        List<JavaFileObject> entries = new ArrayList<>();
        String folder = packageName.isEmpty() ? "" : packageName.replace('.', '/') + "/";
        Jar jar = jars.get(0);
        int from = 0;
        for (int to = classes.indexOf(END); to >= 0; to = classes.indexOf(END, from)) {
            if (classes.charAt(from) == JAR) {
                jar = jars.get(Integer.parseInt(classes, from + 1, to, 10));
            } else {
                entries.add(new Entry(jar, folder + classes.substring(from, to) + CLASS));
            }
            from = to + 1;
        }
        return entries;
    }

    /** The classes of a package, those of its subpackages too if {@code recurse}. */
    List<JavaFileObject> list(String packageName, boolean recurse) {
        if (!recurse) {
            return classesOf(packageName);
        }
        String inside = packageName.isEmpty() ? "" : packageName + ".";
        List<JavaFileObject> all = new ArrayList<>();
        for (String name : told.keySet()) {
            if (name.equals(packageName) || name.startsWith(inside)) {
                all.addAll(classesOf(name));
            }
        }
        return all;
    }

    /** The qualified names of the classes of this simple name, nested ones left out. */
    List<String> named(String simpleName) {
        return told.entrySet().stream()
                .filter(each -> each.getValue().contains(END + simpleName + END))
                .map(each -> each.getKey() + "." + simpleName)
                .sorted()
                .toList();
    }

    /** What may follow a package's name, such as {@code nn} in {@code org.deeplearning4j}; the first names for "". */
    Set<String> packagesIn(String parent) {
        String inside = parent.isEmpty() ? "" : parent + ".";
        return told.keySet().stream()
                .filter(each -> each.startsWith(inside) && each.length() > inside.length())
                .map(each -> each.substring(inside.length()).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A jar, opened when a class of it is read. It stays open, as the class loader keeps it open too. */
    private static final class Jar {
        private final Path path;
        private @Nullable ZipFile zip;

        Jar(Path path) {
            this.path = path;
        }

        synchronized ZipFile zip() throws IOException {
            if (zip == null) {
                try {
                    zip = new ZipFile(path.toFile());
                } catch (IOException e) {
                    throw new IOException("the class path's " + path + " can't be read", e);
                }
            }
            return zip;
        }
    }

    /** A class in a jar. */
    static final class Entry extends SimpleJavaFileObject {
        private final Jar jar;
        private final String name;

        Entry(Jar jar, String name) {
            // Only told in messages; a URI that had to be quoted for each of many thousand classes would take its time.
            super(URI.create("class:/"), Kind.CLASS);
            this.jar = jar;
            this.name = name;
        }

        String binaryName() {
            return name.substring(0, name.length() - CLASS.length()).replace('/', '.');
        }

        @Override
        public String getName() {
            return jar.path + "(" + name + ")";
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.CLASS
                    && name.substring(name.lastIndexOf('/') + 1).equals(simpleName + CLASS);
        }

        @Override
        public InputStream openInputStream() throws IOException {
            ZipFile zip = jar.zip();
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new FileNotFoundException(getName());
            }
            return zip.getInputStream(entry);
        }
    }
}
