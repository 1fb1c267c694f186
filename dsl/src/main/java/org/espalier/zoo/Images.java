package org.espalier.zoo;

/**
 * The images that a classifier takes and the number of classes it tells apart.
 *
 * <pre>{@code
 * resnet8(8, new Images(1, 28, 28, 10))
 * }</pre>
 *
 * @param channels colour planes, 1 for grey
 * @param height in pixels
 * @param width in pixels
 * @param classes at least 2
 */
public record Images(int channels, int height, int width, int classes) {

    /** Checks every component. */
    public Images {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("images: channels, height and width must be at least 1, found %d×%d×%d"
                    .formatted(channels, height, width));
        }
        if (classes < 2) {
            throw new IllegalArgumentException("images: classes must be at least 2, found " + classes);
        }
    }

    /** MNIST and Fashion-MNIST: 1×28×28, 10 classes. */
    public static Images mnist() {
        return new Images(1, 28, 28, 10);
    }

    /** CIFAR-10: 3×32×32, 10 classes. */
    public static Images cifar10() {
        return new Images(3, 32, 32, 10);
    }

    /** The shape of one image without the batch dimension: {@code {channels, height, width}}. */
    public long[] shape() {
        return new long[] {channels, height, width};
    }
}
