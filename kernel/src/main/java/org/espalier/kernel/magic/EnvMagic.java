package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.report.Rendering;
import org.espalier.report.Reports;
import org.espalier.text.NearestName;

/** {@code %env}: the environment that the kernel was started with. */
@AutoService(Magic.class)
public final class EnvMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public EnvMagic() {}

    @Override
    public String name() {
        return "%env";
    }

    @Override
    public String arguments() {
        return "[NAME]";
    }

    @Override
    public String purpose() {
        return "tells an environment variable, or all of them";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        String name = invocation.arguments();
        Map<String, String> environment = new TreeMap<>(System.getenv());
        if (name.isEmpty()) {
            return Optional.of(Reports.rows(
                    "environment",
                    List.of("name", "value"),
                    environment.entrySet().stream()
                            .map(entry -> List.of(entry.getKey(), entry.getValue()))
                            .toList()));
        }
        if (name.contains("=")) {
            throw new MagicException("a Java process cannot change its environment: set " + name
                    + " before Jupyter starts, or under \"env\" in the kernel's kernel.json");
        }
        String value = environment.get(name);
        if (value == null) {
            throw new MagicException(name + " isn't set" + NearestName.hint(name, environment.keySet()));
        }
        return Optional.of(Rendering.plain(value));
    }
}
