package org.espalier.gate;

import org.espalier.taxonomy.Method;

/** Lets a few channels of a convolution through, those that a small layer which reads the same input finds salient. */
public interface Gate extends Method {

    /** The gate in words, for tables. */
    String sentence();

    /**
     * How many channels are let through at most.
     *
     * @param channels of the convolution
     * @return from 1 to {@code channels}
     */
    int winners(int channels);

    /** The L1 penalty on saliencies. */
    double penalty();
}
