package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.espalier.report.Rendering;
import org.espalier.report.Reports;

/** {@code %who}: what the cells have declared. */
@AutoService(Magic.class)
public final class WhoMagic implements Magic {

    private static final int LONGEST_VALUE = 80;

    /** Called by {@link java.util.ServiceLoader}. */
    public WhoMagic() {}

    @Override
    public String name() {
        return "%who";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "lists the variables, methods and types that cells have declared";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) throws Exception {
        invocation.takesNone();
        return Optional.of(workspace.interruptibly(() -> Reports.rows(
                "declared",
                List.of("name", "kind", "type", "value"),
                workspace.declared().stream()
                        .map(each -> List.of(each.name(), each.kind(), each.type(), inOneLine(each.value())))
                        .toList())));
    }

    private static String inOneLine(String value) {
        String line = value.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_VALUE ? line : line.substring(0, LONGEST_VALUE - 1) + "…";
    }
}
