package org.espalier.zoo;

import java.util.Optional;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.api.Model;
import org.espalier.model.Network;

/**
 * An architecture with its default training length; {@link #build} makes an untrained network of it.
 *
 * <pre>{@code
 * var network = Zoo.lenet5().build(42);
 * }</pre>
 *
 * @param name short and file-safe, such as {@code lenet5}
 * @param description one line, for a table
 * @param images what it takes
 * @param epochs epochs of dense training that the architecture needs, at least 1
 * @param architecture a DL4J model from a seed, initialised or not; the same seed must give the same parameters
 * @param reference what others find it by
 */
public record ZooModel(
        String name,
        String description,
        Images images,
        int epochs,
        LongFunction<? extends Model> architecture,
        ModelReference reference) {

    /** Checks the name and the number of epochs. */
    public ZooModel {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a model's name must not be blank");
        }
        if (epochs < 1) {
            throw new IllegalArgumentException("%s: epochs must be at least 1, found %d".formatted(name, epochs));
        }
    }

    /** An architecture of one's own, which nobody else knows by name. */
    public ZooModel(
            String name, String description, Images images, int epochs, LongFunction<? extends Model> architecture) {
        this(name, description, images, epochs, architecture, new ModelReference.Given(name, Optional.empty()));
    }

    /** A new, untrained network; the same seed gives the same parameters bit for bit. */
    public Network build(long seed) {
        Model model = architecture.apply(seed);
        // Does nothing to a model that has been initialised already.
        model.init();
        return Network.of(model);
    }

    /** The same architecture with another default training length. */
    public ZooModel epochs(int epochs) {
        return new ZooModel(name, description, images, epochs, architecture, reference);
    }

    @Override
    public String toString() {
        return name + ": " + description;
    }
}
