package org.espalier.kernel.jshell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;

/** The files of JShell's compiler: classes in the jars of the class path come from an index, all else from the JDK's manager. */
final class CompilerFiles extends ForwardingJavaFileManager<StandardJavaFileManager>
        implements StandardJavaFileManager {

    private final List<Path> jars;
    private final Future<ClassPathIndex> reading;

    /**
     * @param jars those of the class path, in order
     * @param others what else is on the class path
     * @param reading the index of the jars
     */
    CompilerFiles(StandardJavaFileManager files, List<Path> jars, List<Path> others, Future<ClassPathIndex> reading) {
        super(files);
        this.jars = List.copyOf(jars);
        this.reading = reading;
        setOthers(others);
    }

    private void setOthers(List<Path> others) {
        try {
            fileManager.setLocationFromPaths(StandardLocation.CLASS_PATH, others);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ClassPathIndex index() {
        return ClassPathIndex.await(reading);
    }

    @Override
    public boolean handleOption(String current, Iterator<String> remaining) {
        if (!List.of("-classpath", "--class-path", "-cp").contains(current) || !remaining.hasNext()) {
            return super.handleOption(current, remaining);
        }
        // JShell sends the whole class path again with each jar that is added to it.
        setOthers(Stream.of(remaining.next().split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .filter(entry -> !jars.contains(entry))
                .toList());
        return true;
    }

    @Override
    public Iterable<JavaFileObject> list(Location location, String packageName, Set<Kind> kinds, boolean recurse)
            throws IOException {
        Iterable<JavaFileObject> others = super.list(location, packageName, kinds, recurse);
        if (location != StandardLocation.CLASS_PATH || !kinds.contains(Kind.CLASS)) {
            return others;
        }
        List<JavaFileObject> all = new ArrayList<>(index().list(packageName, recurse));
        others.forEach(all::add);
        return all;
    }

    @Override
    public String inferBinaryName(Location location, JavaFileObject file) {
        return file instanceof ClassPathIndex.Entry entry ? entry.binaryName() : super.inferBinaryName(location, file);
    }

    @Override
    public boolean isSameFile(FileObject a, FileObject b) {
        return a instanceof ClassPathIndex.Entry || b instanceof ClassPathIndex.Entry
                ? a.equals(b)
                : super.isSameFile(a, b);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromFiles(Iterable<? extends File> files) {
        return fileManager.getJavaFileObjectsFromFiles(files);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromPaths(Collection<? extends Path> paths) {
        return fileManager.getJavaFileObjectsFromPaths(paths);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(File... files) {
        return fileManager.getJavaFileObjects(files);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjectsFromStrings(Iterable<String> names) {
        return fileManager.getJavaFileObjectsFromStrings(names);
    }

    @Override
    public Iterable<? extends JavaFileObject> getJavaFileObjects(String... names) {
        return fileManager.getJavaFileObjects(names);
    }

    @Override
    public void setLocation(Location location, Iterable<? extends File> files) throws IOException {
        fileManager.setLocation(location, files);
    }

    @Override
    public void setLocationFromPaths(Location location, Collection<? extends Path> paths) throws IOException {
        fileManager.setLocationFromPaths(location, paths);
    }

    @Override
    public Iterable<? extends File> getLocation(Location location) {
        return fileManager.getLocation(location);
    }

    @Override
    public Iterable<? extends Path> getLocationAsPaths(Location location) {
        // Without the jars: JShell would walk them all for an index of its own, of what the index here has already.
        return fileManager.getLocationAsPaths(location);
    }

    @Override
    public Path asPath(FileObject file) {
        return fileManager.asPath(file);
    }
}
