package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.Optional;
import org.espalier.report.Rendering;

/** {@code %seed}: seeds the random numbers that ND4J draws for cells. */
@AutoService(Magic.class)
public final class SeedMagic implements Magic {

    /** Called by {@link java.util.ServiceLoader}. */
    public SeedMagic() {}

    @Override
    public String name() {
        return "%seed";
    }

    @Override
    public String arguments() {
        return "NUMBER";
    }

    @Override
    public String purpose() {
        return "seeds what ND4J draws in cells (Nd4j.rand and the like); recipes carry seeds of their own";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        long seed;
        try {
            seed = Long.parseLong(invocation.arguments());
        } catch (NumberFormatException e) {
            throw new MagicException("%seed needs a whole number, such as %seed 42; found: " + invocation.arguments());
        }
        return workspace.evaluate(
                "org.nd4j.linalg.factory.Nd4j.getRandom().setSeed(" + seed + "L);", invocation.bodyOffset());
    }
}
