package org.espalier.zoo;

import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A VGG at notebook size: 3×3 convolutions 16-16-M-32-32-M-64-M (M: 2×2 max pooling), each with batch normalisation
 * and ReLU, then 128 dense units. After Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", ICLR 2015; normalisation as in Liu et al., "Learning efficient convolutional networks through network
 * slimming", ICCV 2017.
 */
final class Vgg {
    /** Channels of each convolution; 0 is a pooling. */
    private static final int[] PLAN = {16, 16, 0, 32, 32, 0, 64, 0};

    private static final int SMALLEST = 8;

    private Vgg() {}

    static ZooModel vgg(Images images) {
        if (images.height() < SMALLEST || images.width() < SMALLEST) {
            throw new IllegalArgumentException("vgg: three poolings need images of at least 8×8 pixels, found %d×%d"
                    .formatted(images.height(), images.width()));
        }
        return new ZooModel(
                "vgg",
                "small VGG with batch normalisation, five convolutions and two dense layers",
                images,
                3,
                seed -> build(seed, images),
                new ModelReference.OfZoo("vgg", OptionalInt.empty()));
    }

    /** Layers {@code conv1, bn1, relu1, …, pool1, …, fc1, output}. */
    private static ComputationGraph build(long seed, Images images) {
        Chain chain = new Chain(seed, images);
        String last = "input";
        int convolutions = 0;
        int poolings = 0;
        for (int channels : PLAN) {
            if (channels == 0) {
                poolings++;
                last = chain.maxPool("pool" + poolings, last);
            } else {
                convolutions++;
                last = chain.convolution("conv" + convolutions, last, channels, 3, 1);
                last = chain.batchNorm("bn" + convolutions, last);
                last = chain.relu("relu" + convolutions, last);
            }
        }
        return chain.classifier(chain.dense("fc1", last, 128), images.classes());
    }
}
