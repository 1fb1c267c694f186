package org.espalier.kernel.magic;

import java.util.Optional;
import org.espalier.report.Rendering;

/**
 * A command of the notebook. A new one is a class with a public no-argument constructor, found by
 * {@link java.util.ServiceLoader}.
 */
public interface Magic {

    /** Its name with its mark, {@code %} for a line or {@code %%} for a whole cell, such as {@code %time}. */
    String name();

    /** What may follow the name on its line, as a manual writes it: {@code [-n RUNS]}; empty where nothing may. */
    String arguments();

    /** What it does, in one line. */
    String purpose();

    /** Whether what follows, on the line or in the cell, is Java, to be completed and explained as such. */
    default boolean takesJava() {
        return false;
    }

    /**
     * Does it.
     *
     * @return what the cell shows of it
     * @throws MagicException when the arguments are wrong, or it cannot be done; the message says what to do
     * @throws Exception what code of the user's own threw
     */
    Optional<Rendering> run(Invocation invocation, Workspace workspace) throws Exception;
}
