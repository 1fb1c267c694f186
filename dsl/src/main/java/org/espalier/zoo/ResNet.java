package org.espalier.zoo;

import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The CIFAR residual networks of He et al., "Deep residual learning for image recognition", CVPR 2016, section 4.2:
 * 6n + 2 layers in three stages, each stage twice as wide on half the image size. Convolutions have no bias; where the
 * shape changes the shortcut is a 1×1 convolution with batch normalisation (the paper's option B; its CIFAR networks
 * pad with zeros, option A, and so have slightly fewer weights).
 */
final class ResNet {
    private static final int STAGES = 3;

    private ResNet() {}

    /**
     * @param blocks residual blocks per stage: 1, 3 and 9 are ResNet-8, -20 and -56
     * @param width channels of the first stage
     */
    static ZooModel resnet(int blocks, int width, Images images) {
        if (width < 1) {
            throw new IllegalArgumentException("resnet: width must be at least 1 channel, found " + width);
        }
        int layers = 2 * STAGES * blocks + 2;
        return new ZooModel(
                "resnet" + layers,
                "ResNet-%d, %d-%d-%d channels, shortcuts by projection".formatted(layers, width, 2 * width, 4 * width),
                images,
                blocks == 1 ? 5 : 10,
                seed -> build(seed, blocks, width, images),
                new ModelReference.OfZoo("resnet" + layers, OptionalInt.of(width)));
    }

    /** Layers {@code conv1, bn1, relu1, stage1.block1.conv1, …, pool, output}. */
    private static ComputationGraph build(long seed, int blocks, int width, Images images) {
        Chain chain = new Chain(seed, images);
        String last = chain.convolution("conv1", "input", width, 3, 1);
        last = chain.relu("relu1", chain.batchNorm("bn1", last));
        for (int stage = 1; stage <= STAGES; stage++) {
            for (int block = 1; block <= blocks; block++) {
                boolean first = stage > 1 && block == 1;
                last = block(chain, "stage%d.block%d.".formatted(stage, block), last, width << (stage - 1), first);
            }
        }
        return chain.classifier(chain.averagePool("pool", last), images.classes());
    }

    /** Two convolutions and a shortcut, which projects where the stage halves the image. */
    private static String block(Chain chain, String prefix, String input, int channels, boolean halves) {
        String last = chain.convolution(prefix + "conv1", input, channels, 3, halves ? 2 : 1);
        last = chain.relu(prefix + "relu1", chain.batchNorm(prefix + "bn1", last));
        last = chain.convolution(prefix + "conv2", last, channels, 3, 1);
        last = chain.batchNorm(prefix + "bn2", last);
        String shortcut = input;
        if (halves) {
            shortcut = chain.convolution(prefix + "shortcut", input, channels, 1, 2);
            shortcut = chain.batchNorm(prefix + "shortcutBn", shortcut);
        }
        return chain.relu(prefix + "relu2", chain.sum(prefix + "add", last, shortcut));
    }
}
