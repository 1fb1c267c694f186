package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.espalier.report.Rendering;

/** {@code %%time}: how long a cell takes. */
@AutoService(Magic.class)
public final class TimeCellMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public TimeCellMagic() {}

    @Override
    public String name() {
        return "%%time";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "runs the cell and says what it took, compiling left out";
    }

    @Override
    public boolean takesJava() {
        return true;
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        invocation.takesNone();
        return TimeMagic.timed(invocation.body(), invocation.bodyOffset(), workspace);
    }
}
