package org.espalier.data;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where this machine keeps datasets, and whether the network may be used. */
record Places(Path cache, List<Path> nodeModules, Path packagedDatasets, List<String> npm, boolean offline) {
    private static final Set<String> YES = Set.of("true", "1", "yes", "on");

    /** As the environment and the system properties of this process say. */
    static Places ofThisMachine() {
        return from(System::getProperty, System::getenv);
    }

    static Places from(Lookup property, Lookup environment) {
        Setting settings = new Setting(property, environment);
        String system = settings.property("os.name", "").toLowerCase(Locale.ROOT);
        boolean windows = system.startsWith("windows");
        Path home = Path.of(settings.property("user.home", "."));
        return new Places(
                cache(settings, home, windows, system.startsWith("mac")),
                nodeModules(settings, home, windows),
                Path.of("/usr/share/datasets"),
                List.of(windows ? "npm.cmd" : "npm"),
                YES.contains(settings.value("espalier.offline", "ESPALIER_OFFLINE", "")
                        .toLowerCase(Locale.ROOT)));
    }

    private static Path cache(Setting settings, Path home, boolean windows, boolean mac) {
        String chosen = settings.value("espalier.data", "ESPALIER_DATA", "");
        if (!chosen.isBlank()) {
            return Path.of(chosen);
        }
        Path usual = mac
                ? home.resolve("Library/Caches")
                : windows
                        ? Path.of(settings.environment(
                                "LOCALAPPDATA", home.resolve("AppData/Local").toString()))
                        : Path.of(settings.environment(
                                "XDG_CACHE_HOME", home.resolve(".cache").toString()));
        return usual.resolve("espalier").resolve("data");
    }

    private static List<Path> nodeModules(Setting settings, Path home, boolean windows) {
        List<Path> places = new ArrayList<>();
        for (String entry : settings.environment("NODE_PATH", "").split(File.pathSeparator, -1)) {
            if (!entry.isBlank()) {
                places.add(Path.of(entry));
            }
        }
        places.add(Path.of("node_modules"));
        places.add(home.resolve("node_modules"));
        if (windows) {
            places.add(Path.of(settings.environment("APPDATA", home.toString()), "npm", "node_modules"));
        } else {
            places.add(Path.of("/usr/local/lib/node_modules"));
            places.add(Path.of("/usr/lib/node_modules"));
            places.add(Path.of("/opt/homebrew/lib/node_modules"));
        }
        return List.copyOf(places);
    }

    /** Names to values, null where unset: {@link System#getenv(String)} or a test's map. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        String of(String name);
    }

    private record Setting(Lookup property, Lookup environment) {
        String property(String name, String otherwise) {
            return either(property.of(name), otherwise);
        }

        String environment(String name, String otherwise) {
            return either(environment.of(name), otherwise);
        }

        /** The property wins: it was given for this one process. */
        String value(String propertyName, String environmentName, String otherwise) {
            return property(propertyName, environment(environmentName, otherwise));
        }

        private static String either(@Nullable String value, String otherwise) {
            return value == null || value.isEmpty() ? otherwise : value;
        }
    }
}
