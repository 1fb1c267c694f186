package org.espalier.kernels.benchmark;

import java.util.SplittableRandom;
import org.espalier.zoo.Images;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Random images, standard normal.
 *
 * @param values row by row
 * @param shape {@code {examples, channels, height, width}}
 */
record Batch(float[] values, long[] shape) {

    static Batch of(int examples, Images images, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] shape = {examples, images.channels(), images.height(), images.width()};
        float[] values = new float[Math.toIntExact(shape[0] * shape[1] * shape[2] * shape[3])];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Batch(values, shape);
    }

    int examples() {
        return (int) shape[0];
    }

    /** The same for ND4J. */
    INDArray array() {
        return Nd4j.create(values, shape, 'c');
    }
}
