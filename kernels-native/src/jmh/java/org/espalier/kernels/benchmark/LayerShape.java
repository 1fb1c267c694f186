package org.espalier.kernels.benchmark;

/**
 * Layers of well-known networks: convolutions of square images, padded so that stride 1 keeps the size unless said
 * otherwise, and fully connected layers, which are 1×1 convolutions of 1×1 images.
 */
public enum LayerShape {
    RESNET50_64_TO_256_AT_56(Group.RESNET50_1X1, 64, 256, 56, 1),
    RESNET50_256_TO_64_AT_56(Group.RESNET50_1X1, 256, 64, 56, 1),
    RESNET50_128_TO_512_AT_28(Group.RESNET50_1X1, 128, 512, 28, 1),
    RESNET50_1024_TO_256_AT_14(Group.RESNET50_1X1, 1024, 256, 14, 1),
    RESNET50_512_TO_2048_AT_7(Group.RESNET50_1X1, 512, 2048, 7, 1),

    RESNET50_3X3_64_AT_56(Group.RESNET50_3X3, 64, 64, 56, 3),
    RESNET50_3X3_128_AT_28(Group.RESNET50_3X3, 128, 128, 28, 3),
    RESNET50_3X3_256_AT_14(Group.RESNET50_3X3, 256, 256, 14, 3),
    RESNET50_3X3_512_AT_7(Group.RESNET50_3X3, 512, 512, 7, 3),

    /** A VGG on CIFAR images, second block. */
    VGG_64_AT_32(Group.VGG, 64, 64, 32, 3),
    VGG16_64_AT_224(Group.VGG, 64, 64, 224, 3),
    VGG16_256_AT_56(Group.VGG, 256, 256, 56, 3),
    VGG16_512_AT_14(Group.VGG, 512, 512, 14, 3),

    /** LeNet-5 (Caffe), second convolution, not padded. */
    LENET5_CONV2(Group.LENET_CONV, 20, 50, 12, 5, 0),
    LENET5_FC1(Group.LENET_FC, 800, 500),
    LENET300_FC1(Group.LENET_FC, 784, 300),

    FC_512_TO_512(Group.FC, 512, 512),
    FC_512_TO_2048(Group.FC, 512, 2048),
    FC_1024_TO_1024(Group.FC, 1024, 1024),
    /** VGG-16's second. */
    FC_4096_TO_4096(Group.FC, 4096, 4096),

    /** Transformers' feed-forward layers; examples are tokens. */
    VIT_S_FFN_UP(Group.FFN, 384, 1536),
    BERT_BASE_FFN_UP(Group.FFN, 768, 3072),
    BERT_BASE_FFN_DOWN(Group.FFN, 3072, 768);

    /** Layers whose ratios are averaged, with the batches that they are usually run on. */
    public enum Group {
        RESNET50_1X1,
        RESNET50_3X3,
        VGG,
        LENET_CONV,
        LENET_FC,
        FC,
        FFN;

        int[] batches() {
            return switch (this) {
                case RESNET50_1X1, RESNET50_3X3, VGG -> new int[] {1};
                case LENET_CONV, LENET_FC -> new int[] {1, 32};
                case FC -> new int[] {1, 32, 128, 1024};
                case FFN -> new int[] {1, 128, 1024};
            };
        }
    }

    private final Group group;
    private final int in;
    private final int out;
    private final int size;
    private final int kernel;
    private final int padding;

    LayerShape(Group group, int in, int out, int size, int kernel, int padding) {
        this.group = group;
        this.in = in;
        this.out = out;
        this.size = size;
        this.kernel = kernel;
        this.padding = padding;
    }

    LayerShape(Group group, int in, int out, int size, int kernel) {
        this(group, in, out, size, kernel, kernel / 2);
    }

    LayerShape(Group group, int in, int out) {
        this(group, in, out, 1, 1);
    }

    Group group() {
        return group;
    }

    /** Channels that go in. */
    int in() {
        return in;
    }

    /** Channels that come out. */
    int out() {
        return out;
    }

    /** Height and width of what goes in. */
    int size() {
        return size;
    }

    /** Height and width of the window. */
    int kernel() {
        return kernel;
    }

    int padding() {
        return padding;
    }

    /** Whether it is fully connected. */
    boolean dense() {
        return size == 1;
    }

    /** Height and width of what comes out. */
    int outSize() {
        return size + 2 * padding - kernel + 1;
    }

    /** Columns of the weights as a matrix with a row per output channel. */
    int inner() {
        return in * kernel * kernel;
    }

    /** Columns of one product: a batch of examples where fully connected, else the positions of one image. */
    int columns(int batch) {
        return dense() ? batch : outSize() * outSize();
    }

    /** How many products a batch is. */
    int products(int batch) {
        return dense() ? 1 : batch;
    }
}
