package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.espalier.report.Rendering;

/** {@code %jars}: adds the jars that a pattern matches. */
@AutoService(Magic.class)
public final class JarsMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public JarsMagic() {}

    @Override
    public String name() {
        return "%jars";
    }

    @Override
    public String arguments() {
        return "PATTERN …";
    }

    @Override
    public String purpose() {
        return "adds jars to the class path, such as %jars lib/*.jar";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) throws IOException {
        if (invocation.words().isEmpty()) {
            throw new MagicException("%jars needs a pattern, such as %jars lib/*.jar");
        }
        List<Path> jars = new ArrayList<>();
        for (String pattern : invocation.words()) {
            List<Path> found = matching(pattern);
            if (found.isEmpty()) {
                throw new MagicException("%jars: nothing matches " + pattern + " below "
                        + Path.of("").toAbsolutePath());
            }
            jars.addAll(found);
        }
        workspace.addToClassPath(jars);
        System.out.println(jars.size() == 1 ? "added " + jars.get(0) : "added " + jars.size() + " jars");
        return Optional.empty();
    }

    /** In a fixed order, so that of a class that is there twice the same one is found on every machine. */
    private static List<Path> matching(String pattern) throws IOException {
        int slash = pattern.lastIndexOf('/');
        Path folder = Path.of(slash < 0 ? "" : pattern.substring(0, slash + 1)).toAbsolutePath();
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern.substring(slash + 1))) {
                files.forEach(file -> found.add(file.normalize()));
            }
        }
        Collections.sort(found);
        return found;
    }
}
