package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.espalier.report.Rendering;

/** {@code %time}: how long a line of Java takes. */
@AutoService(Magic.class)
public final class TimeMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public TimeMagic() {}

    @Override
    public String name() {
        return "%time";
    }

    @Override
    public String arguments() {
        return "JAVA";
    }

    @Override
    public String purpose() {
        return "runs a line of Java and says what it took, compiling left out";
    }

    @Override
    public boolean takesJava() {
        return true;
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        if (invocation.arguments().isEmpty()) {
            throw new MagicException("%time needs Java after it, such as: %time lenet.run(half)");
        }
        return timed(invocation.arguments(), invocation.bodyOffset(), workspace);
    }

    /** Runs Java, and prints what it took. */
    static Optional<Rendering> timed(String source, int offset, Workspace workspace) {
        Workspace.Cost before = workspace.cost();
        try {
            return workspace.evaluate(source, offset);
        } finally {
            Workspace.Cost after = workspace.cost();
            System.out.println("wall " + Amounts.time(after.wallNanos() - before.wallNanos())
                    + ", CPU of this thread " + Amounts.time(after.cpuNanos() - before.cpuNanos())
                    + ", allocated " + Amounts.bytes(after.allocatedBytes() - before.allocatedBytes()));
        }
    }
}
