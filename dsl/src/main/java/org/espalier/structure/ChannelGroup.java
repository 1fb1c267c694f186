package org.espalier.structure;

import java.util.List;

/**
 * The output channels of one layer together with everything that falls when one of them is removed.
 *
 * @param producer the convolution or dense layer whose output channels these are
 * @param width how many channels there are
 * @param followers layers in between that hold parameters per channel (batch normalisation)
 * @param consumer the layer that reads the channels
 * @param inputsPerChannel inputs of the consumer per channel: 1, or h·w after a flatten
 * @param parametersPerChannel parameters per channel besides the two layers' weights: bias and batch normalisation
 * @param constant what a silenced channel still sends to the consumer: the activation functions' value at 0
 */
public record ChannelGroup(
        String producer,
        long width,
        List<String> followers,
        String consumer,
        long inputsPerChannel,
        long parametersPerChannel,
        double constant) {

    /** Copies the list. */
    public ChannelGroup {
        followers = List.copyOf(followers);
    }

    /** Why these fall together: {@code "conv1 out → bn1 → conv2 in"}. */
    public String sentence() {
        StringBuilder s = new StringBuilder(producer).append(" out");
        followers.forEach(f -> s.append(" → ").append(f));
        s.append(" → ").append(consumer).append(" in");
        if (inputsPerChannel > 1) {
            s.append(" ×").append(inputsPerChannel);
        }
        return s.toString();
    }
}
