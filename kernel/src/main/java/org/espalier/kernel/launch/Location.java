package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where Jupyter looks for kernels; the user's own place where nothing else is said. */
final class Location {

    @ArgGroup
    private @Nullable Choice choice;

    @Option(names = "--name", defaultValue = "espalier", description = "The kernel's id (default: ${DEFAULT-VALUE}).")
    private String name = "espalier";

    /** At most one of these. */
    static final class Choice {
        @Option(names = "--user", description = "For the current user (this is the default).")
        private boolean user;

        @Option(names = "--prefix", paramLabel = "DIR", description = "Below DIR/share/jupyter.")
        private @Nullable Path prefix;

        @Option(names = "--sys-prefix", description = "For the active Python environment, else for all users.")
        private boolean system;
    }

    /** The folder of the kernel. */
    Path folder() {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "a kernel's name is made of letters, digits, '.', '_' and '-'; found " + name);
        }
        return data().resolve("kernels").resolve(name);
    }

    private Path data() {
        Choice chosen = choice;
        if (chosen == null || chosen.user) {
            return userData();
        }
        Path prefix = chosen.system || chosen.prefix == null ? environment() : chosen.prefix;
        return prefix.resolve("share").resolve("jupyter");
    }

    private static Path environment() {
        return Stream.of("VIRTUAL_ENV", "CONDA_PREFIX")
                .flatMap(variable -> Stream.ofNullable(System.getenv(variable)))
                .filter(prefix -> !prefix.isEmpty())
                .findFirst()
                .map(Path::of)
                .orElse(Path.of("/usr/local"));
    }

    /** The same places that Jupyter's own tools use. */
    private static Path userData() {
        String given = System.getenv("JUPYTER_DATA_DIR");
        if (given != null && !given.isEmpty()) {
            return Path.of(given);
        }
        Path home = Path.of(System.getProperty("user.home"));
        String os = System.getProperty("os.name");
        String roaming = System.getenv("APPDATA");
        if (os.startsWith("Windows") && roaming != null) {
            return Path.of(roaming, "jupyter");
        }
        if (os.startsWith("Mac")) {
            return home.resolve("Library").resolve("Jupyter");
        }
        String dataHome = System.getenv("XDG_DATA_HOME");
        return (dataHome == null || dataHome.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(dataHome))
                .resolve("jupyter");
    }
}
