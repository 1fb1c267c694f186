package org.espalier.training;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network while it is trained, as far as the recipe's scope goes. */
public interface NetworkInTraining {

    /** The layers in scope, in the model's order; of channels, those that make them. */
    List<LayerInTraining> layers();

    /** The groups of channels in scope; empty where single weights are pruned. */
    List<ChannelsInTraining> channels();

    /** Steps of the whole training, one for each batch. */
    long steps();

    /** Steps of one epoch. */
    long stepsPerEpoch();

    /** Steps of the recipe's schedule. */
    int scheduleSteps();

    /** The removed fraction after so many steps of the recipe's schedule, from 0 to {@link #scheduleSteps()}. */
    double removed(int scheduleStep);

    /** The removed fraction in the end. */
    default double removed() {
        return removed(scheduleSteps());
    }

    /** A seed of this training, for methods that draw at random. */
    long seed();

    /** The recipe's criterion's scores of the weights as they stand, by layer, shaped like them; pruned ones lowest. */
    Map<String, INDArray> scores();

    /**
     * The masks that the recipe's ranking, or its pattern, makes of scores: 1 kept, 0 pruned, by layer.
     *
     * @param scores one for each weight of every layer in scope
     * @param removed the fraction that goes
     */
    Map<String, INDArray> masks(Map<String, INDArray> scores, double removed);

    /** Sets the channels to zero that the recipe would cut now; they are trained on and may come back. */
    void zeroChannels();
}
