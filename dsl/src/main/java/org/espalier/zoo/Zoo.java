package org.espalier.zoo;

import java.util.List;
import org.espalier.text.NearestName;

/**
 * The architectures by name.
 *
 * <pre>{@code
 * Zoo.lenet5().build(42)
 * }</pre>
 */
public final class Zoo {
    /** Channels of a residual network's first stage unless told, as in the paper. */
    private static final int RESNET_WIDTH = 16;

    private static final List<String> NAMES = List.of("lenet300", "lenet5", "vgg", "resnet8", "resnet20", "resnet56");

    private Zoo() {}

    /** The names of all architectures. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * The architecture that a reference means, for these images.
     *
     * @throws IllegalArgumentException if there is none of its name, it has no width to choose, or it takes other images
     */
    public static ZooModel named(ModelReference.OfZoo reference, Images images) {
        if (!NAMES.contains(reference.name())) {
            throw new IllegalArgumentException("no model \"%s\"%s; the zoo has %s"
                    .formatted(reference.name(), NearestName.hint(reference.name(), NAMES), NAMES));
        }
        int width = reference.width().orElse(RESNET_WIDTH);
        ZooModel model = switch (reference.name()) {
            case "lenet300" -> lenet300();
            case "lenet5" -> lenet5();
            case "vgg" -> vgg(images);
            case "resnet8" -> resnet8(width, images);
            case "resnet20" -> resnet20(width, images);
            default -> resnet56(width, images);
        };
        boolean widths = ((ModelReference.OfZoo) model.reference()).width().isPresent();
        if (reference.width().isPresent() && !widths) {
            throw new IllegalArgumentException(
                    "%s has one width only, found width %d; leave it out".formatted(reference.name(), width));
        }
        if (!model.images().equals(images)) {
            throw new IllegalArgumentException("%s takes images of %s, found %s; use vgg or a resnet, or other data"
                    .formatted(reference.name(), model.images(), images));
        }
        return model;
    }

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
        return resnet8(RESNET_WIDTH, Images.cifar10());
    }

    /** ResNet-8; {@code width} is the number of channels of the first stage. */
    public static ZooModel resnet8(int width, Images images) {
        return ResNet.resnet(1, width, images);
    }

    /** ResNet-20 for CIFAR-10-sized images: 270,896 convolution and dense weights; see {@link ResNet}. */
    public static ZooModel resnet20() {
        return resnet20(RESNET_WIDTH, Images.cifar10());
    }

    /** ResNet-20; {@code width} is the number of channels of the first stage. */
    public static ZooModel resnet20(int width, Images images) {
        return ResNet.resnet(3, width, images);
    }

    /** ResNet-56 for CIFAR-10-sized images: 851,504 convolution and dense weights; see {@link ResNet}. */
    public static ZooModel resnet56() {
        return resnet56(RESNET_WIDTH, Images.cifar10());
    }

    /** ResNet-56; {@code width} is the number of channels of the first stage. */
    public static ZooModel resnet56(int width, Images images) {
        return ResNet.resnet(9, width, images);
    }
}
