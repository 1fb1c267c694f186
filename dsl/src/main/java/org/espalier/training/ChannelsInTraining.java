package org.espalier.training;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Channels that fall together, while the network is trained.
 *
 * @param name of the group
 * @param width how many there are
 * @param makers the layers whose rows make them
 * @param scales the batch normalisations that scale them
 */
public record ChannelsInTraining(String name, int width, List<Maker> makers, List<Scale> scales) {

    /** Copies the lists. */
    public ChannelsInTraining {
        makers = List.copyOf(makers);
        scales = List.copyOf(scales);
    }

    /**
     * A layer that makes them.
     *
     * @param unitOfRow for each row of the layer's weights the index of its channel in the group, or -1
     */
    public record Maker(LayerInTraining layer, List<Integer> unitOfRow) {}

    /** The scale γ of a batch normalisation: copies of one element for each of its channels. */
    public interface Scale {
        /** The layer's name in the model. */
        String layer();

        /** For each element the index of its channel in the group, or -1. */
        List<Integer> unitOfElement();

        /** γ as it stands. */
        INDArray values();

        /** The gradient of the mean loss; to be read in {@link Session#onGradient}. */
        INDArray gradient();

        /** Replaces the gradient that the updater reads; in {@link Session#onGradient}. */
        void setGradient(INDArray gradient);
    }
}
