package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ZooTranslationTest {
    @TestFactory
    Stream<DynamicTest> theZoosNetworksNeedNoHelpOfDl4j() {
        return Stream.of(
                        Zoo.lenet300(),
                        Zoo.lenet5(),
                        Zoo.vgg(),
                        Zoo.resnet8(8, Images.mnist()),
                        Zoo.resnet20(4, Images.cifar10()),
                        Zoo.resnet56(2, Images.cifar10()))
                .map(zoo -> DynamicTest.dynamicTest(zoo.name(), () -> isWhollyTranslated(zoo)));
    }

    private static void isWhollyTranslated(ZooModel zoo) {
        Model model = Drawn.drawn(zoo.architecture().apply(3));
        Images images = zoo.images();

        Translation translation = Compared.agrees(model, images.channels(), images.height(), images.width());

        assertThat(translation.notes()).isEmpty();
        List<Step> steps = translation.program().steps();
        assertThat(steps).noneMatch(step -> step instanceof Step.Scaling || step instanceof Step.Combination);
        assertThat(steps).noneMatch(step -> step instanceof Step.Pointwise);
        assertThat(steps).anyMatch(step -> step instanceof Convolution);
    }
}
