package org.espalier.engine;

import org.espalier.model.Network;

/**
 * A dense model and how it was trained.
 *
 * @param network with the parameters of its best epoch
 * @param course the parameters after every epoch, the initialisation first; a single entry for a model taken as given
 */
record DenseModel(Network network, Trainer.Course course) {

    /** The same with a network of its own. */
    DenseModel copy() {
        return new DenseModel(network.copy(), course);
    }

    /** The dense network as it was after {@code epoch} epochs. */
    Network after(int epoch) {
        Network then = network.copy();
        then.setParameters(course.afterEpoch().get(epoch));
        return then;
    }
}
