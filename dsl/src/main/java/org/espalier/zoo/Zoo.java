package org.espalier.zoo;

/**
 * The architectures by name.
 *
 * <pre>{@code
 * Zoo.lenet5().build(42)
 * }</pre>
 */
public final class Zoo {
    private Zoo() {}

    /** LeNet-300-100 for 28×28 grey images: 266,610 parameters; see {@link LeNet}. */
    public static ZooModel lenet300() {
        return LeNet.lenet300();
    }

    /** LeNet-5 in the Caffe variant for 28×28 grey images: 431,080 parameters; see {@link LeNet}. */
    public static ZooModel lenet5() {
        return LeNet.lenet5();
    }

    /** A small VGG with batch normalisation for MNIST-sized images; see {@link Vgg}. */
    public static ZooModel vgg() {
        return vgg(Images.mnist());
    }

    /** A small VGG with batch normalisation for any images of at least 8×8 pixels; see {@link Vgg}. */
    public static ZooModel vgg(Images images) {
        return Vgg.vgg(images);
    }

    /** ResNet-8 for CIFAR-10-sized images, first stage 16 channels wide; see {@link ResNet}. */
    public static ZooModel resnet8() {
        return resnet8(16, Images.cifar10());
    }

    /** ResNet-8; {@code width} is the number of channels of the first stage. */
    public static ZooModel resnet8(int width, Images images) {
        return ResNet.resnet(1, width, images);
    }

    /** ResNet-20 for CIFAR-10-sized images: 270,896 convolution and dense weights; see {@link ResNet}. */
    public static ZooModel resnet20() {
        return resnet20(16, Images.cifar10());
    }

    /** ResNet-20; {@code width} is the number of channels of the first stage. */
    public static ZooModel resnet20(int width, Images images) {
        return ResNet.resnet(3, width, images);
    }

    /** ResNet-56 for CIFAR-10-sized images: 851,504 convolution and dense weights; see {@link ResNet}. */
    public static ZooModel resnet56() {
        return resnet56(16, Images.cifar10());
    }

    /** ResNet-56; {@code width} is the number of channels of the first stage. */
    public static ZooModel resnet56(int width, Images images) {
        return ResNet.resnet(9, width, images);
    }
}
