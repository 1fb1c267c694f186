package org.espalier.engine;

import java.util.OptionalInt;
import java.util.function.LongFunction;
import org.espalier.model.Network;

/**
 * Where an experiment's dense model comes from.
 *
 * @param name shown in tables and errors
 * @param build makes the untrained (or given) network for a seed
 * @param epochs of dense training; empty for a model that is taken as it is
 * @param decided whether anyone said how the model is trained; false for a given model that was never trained
 */
record Source(String name, LongFunction<Network> build, OptionalInt epochs, boolean decided) {

    String sentence() {
        if (epochs.isEmpty()) {
            return name + ", as given";
        }
        return "%s, trained for %d epoch%s".formatted(name, epochs.getAsInt(), epochs.getAsInt() == 1 ? "" : "s");
    }
}
