package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.espalier.report.Rendering;

/** {@code %reset}: forgets what the cells have declared. */
@AutoService(Magic.class)
public final class ResetMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public ResetMagic() {}

    @Override
    public String name() {
        return "%reset";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "forgets all variables, methods and types; imports and the class path stay";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        invocation.takesNone();
        workspace.reset();
        return Optional.empty();
    }
}
