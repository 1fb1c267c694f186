package org.espalier.ledger;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a user's ledger is. */
final class Place {
    private Place() {}

    /** As the system property {@code espalier.ledger} or {@code ESPALIER_LEDGER} says; empty where that is "off". */
    static Optional<Path> ofThisUser() {
        return from(System::getProperty, System::getenv);
    }

    static Optional<Path> from(Lookup property, Lookup environment) {
        String chosen = either(property.of("espalier.ledger"), either(environment.of("ESPALIER_LEDGER"), ""));
        if (chosen.strip().equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        if (!chosen.isBlank()) {
            return Optional.of(Path.of(chosen.strip()));
        }
        Path home = Path.of(either(property.of("user.home"), "."));
        String system = either(property.of("os.name"), "").toLowerCase(Locale.ROOT);
        UnaryOperator<String> below = relative -> home.resolve(relative).toString();
        Path data = system.startsWith("mac")
                ? home.resolve("Library/Application Support")
                : Path.of(
                        system.startsWith("windows")
                                ? either(environment.of("LOCALAPPDATA"), below.apply("AppData/Local"))
                                : either(environment.of("XDG_DATA_HOME"), below.apply(".local/share")));
        return Optional.of(data.resolve("espalier").resolve("ledger.db"));
    }

    private static String either(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value;
    }

    /** Names to values, null where unset: {@link System#getenv(String)} or a test's map. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        String of(String name);
    }
}
