package org.espalier.engine;

import java.util.OptionalInt;
import java.util.function.LongFunction;
import org.espalier.model.Network;
import org.espalier.zoo.ModelReference;
import org.espalier.zoo.ZooModel;

/**
 * Where an experiment's dense model comes from.
 *
 * @param reference what others find it by
 * @param name shown in tables and errors
 * @param build makes the untrained (or given) network for a seed
 * @param epochs of dense training; empty for a model that is taken as it is
 * @param decided whether anyone said how the model is trained; false for a given model that was never trained
 */
record Source(ModelReference reference, String name, LongFunction<Network> build, OptionalInt epochs, boolean decided) {

    static Source of(ZooModel model) {
        return new Source(model.reference(), model.name(), model::build, OptionalInt.of(model.epochs()), true);
    }

    static Source of(ModelReference reference, Network network) {
        return new Source(reference, network.type(), seed -> network.copy(), OptionalInt.empty(), network.trained());
    }

    Source named(String other) {
        return new Source(reference, other, build, epochs, decided);
    }

    Source trainedFor(int wanted) {
        return new Source(reference, name, build, OptionalInt.of(wanted), true);
    }

    Source asGiven() {
        return new Source(reference, name, build, OptionalInt.empty(), true);
    }

    String sentence() {
        if (epochs.isEmpty()) {
            return name + ", as given";
        }
        return "%s, trained for %d epoch%s".formatted(name, epochs.getAsInt(), epochs.getAsInt() == 1 ? "" : "s");
    }
}
