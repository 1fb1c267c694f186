package org.espalier.data;

import java.security.MessageDigest;

/**
 * Numbered examples as they are stored, compactly; a split picks some of them and turns them into ND4J arrays when asked.
 */
interface Examples {

    /** How many there are. */
    int count();

    /** The shape of one, without the batch: [channels, height, width] for images. */
    long[] shape();

    /** The length of a label row. */
    int classes();

    /** The class that {@code example} is counted under when classes are kept in proportion. */
    int classOf(int example);

    /** Writes the features of {@code example}, in row-major order, into {@code target} from {@code at} on. */
    void copyFeatures(int example, float[] target, int at);

    /** Writes the label row of {@code example} into {@code target} from {@code at} on. */
    void copyLabels(int example, float[] target, int at);

    /** Feeds everything that makes up {@code example} to {@code digest}. */
    void hash(int example, MessageDigest digest);
}
