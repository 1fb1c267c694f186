package org.espalier;

import org.espalier.model.Network;
import org.espalier.zoo.Zoo;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loads ND4J's native library and what a first training step needs, which takes a second or two: a notebook does it
 * while its reader still types.
 *
 * <pre>{@code
 * new Thread(WarmUp::run).start();
 * }</pre>
 */
public final class WarmUp {
    private WarmUp() {}

    /** Trains a small network for one step on nothing; leaves no trace but loaded classes. */
    public static void run() {
        DataSet nothing = new DataSet(Nd4j.zeros(1, 1, 28, 28), Nd4j.zeros(1, 10));
        Network network = Zoo.lenet5().build(0);
        network.fit(nothing);
        network.output(nothing.getFeatures());
    }
}
