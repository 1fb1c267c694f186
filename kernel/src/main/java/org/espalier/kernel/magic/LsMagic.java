package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.espalier.report.Rendering;
import org.espalier.report.Reports;

/** {@code %lsmagic}: which magics there are. */
@AutoService(Magic.class)
public final class LsMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public LsMagic() {}

    @Override
    public String name() {
        return "%lsmagic";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "lists the magics";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        invocation.takesNone();
        return Optional.of(Reports.rows(
                "magics",
                List.of("magic", "what it does"),
                Magics.all().stream()
                        .map(magic -> List.of((magic.name() + " " + magic.arguments()).strip(), magic.purpose()))
                        .toList()));
    }
}
