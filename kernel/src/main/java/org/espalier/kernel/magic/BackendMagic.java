package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.espalier.report.Rendering;

/** {@code %backend}: what sparse products can run on here. */
@AutoService(Magic.class)
public final class BackendMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public BackendMagic() {}

    @Override
    public String name() {
        return "%backend";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "lists the sparse backends: which run here, and why the others don't";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        invocation.takesNone();
        return workspace.evaluate("org.espalier.Pruning.backends()", invocation.bodyOffset());
    }
}
