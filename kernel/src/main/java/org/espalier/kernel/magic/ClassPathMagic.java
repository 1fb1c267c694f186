package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.report.Rendering;
import org.espalier.report.Reports;

/** {@code %classpath}: adds jars and folders of classes, or lists what is there. */
@AutoService(Magic.class)
public final class ClassPathMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public ClassPathMagic() {}

    @Override
    public String name() {
        return "%classpath";
    }

    @Override
    public String arguments() {
        return "[JAR-OR-FOLDER …]";
    }

    @Override
    public String purpose() {
        return "adds jars or folders of classes; without any, lists the class path";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        List<Path> entries = new ArrayList<>();
        for (String word : invocation.words()) {
            Path entry = Path.of(word).toAbsolutePath().normalize();
            if (!Files.exists(entry)) {
                throw new MagicException("%classpath: there is no " + entry);
            }
            entries.add(entry);
        }
        if (!entries.isEmpty()) {
            workspace.addToClassPath(entries);
            return Optional.empty();
        }
        return Optional.of(Reports.rows(
                "class path",
                List.of("entry", "in"),
                workspace.classPath().stream()
                        .map(entry -> List.of(String.valueOf(entry.getFileName()), String.valueOf(entry.getParent())))
                        .toList()));
    }
}
