package org.espalier.kernel.jshell;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;

/**
 * The classes in the jars of a class path by package. The compiler's own file manager opens each jar as a file system
 * and walks it, which takes longer than all else that happens before the first cell is answered.
 */
final class ClassPathIndex {

    private static final String CLASS = ".class";

    private final Map<String, List<JavaFileObject>> packages = new HashMap<>();

    private ClassPathIndex() {}

    /** The index of some jars, read on another thread while the compiler gets ready. */
    static Future<ClassPathIndex> reading(List<Path> jars) {
        FutureTask<ClassPathIndex> reading = new FutureTask<>(() -> of(jars));
        Thread thread = new Thread(
                () -> {
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
     * The index of some jars.
     *
     * @throws UncheckedIOException when one cannot be read
     */
    static ClassPathIndex of(List<Path> jars) {
        ClassPathIndex index = new ClassPathIndex();
        Set<String> seen = new HashSet<>();
        jars.forEach(jar -> index.add(jar, seen));
        return index;
    }

    private void add(Path jar, Set<String> seen) {
        // Stays open, as the class loader keeps it open too.
        try {
            ZipFile zip = new ZipFile(jar.toFile());
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                String name = entries.nextElement().getName();
                // Of a class that is there twice, the first is the one that the JVM loads.
                if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && seen.add(name)) {
                    int slash = name.lastIndexOf('/');
                    packages.computeIfAbsent(
                                    slash < 0 ? "" : name.substring(0, slash).replace('/', '.'),
                                    unused -> new ArrayList<>())
                            .add(new Entry(jar, zip, name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the class path's " + jar + " can't be read", e);
        }
    }

    /** The classes of a package, those of its subpackages too if {@code recurse}. */
    List<JavaFileObject> list(String packageName, boolean recurse) {
        if (!recurse) {
            return packages.getOrDefault(packageName, List.of());
        }
        String inside = packageName.isEmpty() ? "" : packageName + ".";
        List<JavaFileObject> all = new ArrayList<>();
        packages.forEach((name, classes) -> {
            if (name.equals(packageName) || name.startsWith(inside)) {
                all.addAll(classes);
            }
        });
        return all;
    }

    /** The qualified names of the classes of this simple name, nested ones left out. */
    List<String> named(String simpleName) {
        return packages.entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(c -> c.isNameCompatible(simpleName, Kind.CLASS)))
                .map(each -> each.getKey() + "." + simpleName)
                .sorted()
                .toList();
    }

    /** What may follow a package's name, such as {@code nn} in {@code org.deeplearning4j}; the first names for "". */
    Set<String> packagesIn(String parent) {
        String inside = parent.isEmpty() ? "" : parent + ".";
        return packages.keySet().stream()
                .filter(each -> each.startsWith(inside) && each.length() > inside.length())
                .map(each -> each.substring(inside.length()).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A class in a jar. */
    static final class Entry extends SimpleJavaFileObject {
        private final ZipFile zip;
        private final String name;

        Entry(Path jar, ZipFile zip, String name) {
            // Only told in messages; a URI that had to be quoted for each of many thousand classes would take its time.
            super(URI.create("class:/"), Kind.CLASS);
            this.zip = zip;
            this.name = name;
        }

        String binaryName() {
            return name.substring(0, name.length() - CLASS.length()).replace('/', '.');
        }

        @Override
        public String getName() {
            return zip.getName() + "(" + name + ")";
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.CLASS
                    && name.substring(name.lastIndexOf('/') + 1).equals(simpleName + CLASS);
        }

        @Override
        public InputStream openInputStream() throws IOException {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                throw new FileNotFoundException(getName());
            }
            return zip.getInputStream(entry);
        }
    }
}
