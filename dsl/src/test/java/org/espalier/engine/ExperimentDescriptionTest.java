package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.data.DataReference;
import org.espalier.data.ImageSets;
import org.espalier.zoo.Images;
import org.espalier.zoo.ModelReference;
import org.espalier.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentDescriptionTest {
    private static final DataReference DIGITS = DataReference.all(new DataReference.Named("mnistSubset"));

    @TempDir
    Path folder;

    @Test
    void anExperimentIsFoundAgainByItsDescription() {
        Experiment experiment = Experiment.of(
                        Zoo.resnet8(4, Images.mnist()),
                        ImageSets.mnistSubset().limitedTo(500, 100).withDataSeed(7))
                .trainedFor(2)
                .seeds(1, 2)
                .batchSize(16)
                .latencyBatch(8)
                .withoutControls();
        ExperimentDescription described = experiment.description();
        assertThat(described)
                .isEqualTo(new ExperimentDescription(
                        new ModelReference.OfZoo("resnet8", OptionalInt.of(4)),
                        new DataReference(
                                new DataReference.Named("mnistSubset"), OptionalInt.of(500), OptionalInt.of(100), 7),
                        OptionalInt.of(2),
                        List.of(1L, 2L),
                        16,
                        8,
                        false));
        Experiment found = Experiment.of(described);
        assertThat(found.description()).isEqualTo(described);
        assertThat(found.layers()).isEqualTo(experiment.layers());
        assertThat(found).hasToString(experiment.toString());
    }

    @Test
    void aModelOfTheZooIsTrainedForAsLongAsItSaysUnlessTold() {
        ExperimentDescription usual =
                ExperimentDescription.of(new ModelReference.OfZoo("lenet5", OptionalInt.empty()), DIGITS);
        assertThat(Experiment.of(usual).description().epochs())
                .hasValue(Zoo.lenet5().epochs());
        assertThat(Experiment.of(usual).description().batchSize()).isEqualTo(64);
    }

    @Test
    void anotherModelInTheFileIsRefusedByItsParameters() throws Exception {
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(Zoo.lenet300().build(1).dl4j(), file.toFile(), false);
        ModelReference reference = new ModelReference.OfFile(file.toString(), Optional.empty());
        ExperimentDescription known = Experiment.of(ExperimentDescription.of(reference, DIGITS))
                .asGiven()
                .description();
        assertThat(Experiment.of(known).description()).isEqualTo(known);

        ModelSerializer.writeModel(Zoo.lenet300().build(2).dl4j(), file.toFile(), false);
        assertThatThrownBy(() -> Experiment.of(known))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.zip: expected the model whose parameters have the SHA-256")
                .hasMessageEndingWith("give the file that was meant");
    }

    @Test
    void whatOnlyANotebookHasIsRefused() {
        ExperimentDescription tiny = Tiny.experiment().description();
        assertThatThrownBy(() -> Experiment.of(tiny))
                .hasMessageContaining("the data \"patterns\" was made in a notebook");
        assertThatThrownBy(() -> Experiment.of(ExperimentDescription.of(tiny.model(), DIGITS)))
                .hasMessageContaining("the model \"tiny\" was made in a notebook");
        assertThat(Experiment.of(Tiny.untrained(1), Tiny.data()).description().model())
                .isInstanceOfSatisfying(
                        ModelReference.Given.class,
                        given -> assertThat(given.sha256()).isPresent());
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Zoo.named(new ModelReference.OfZoo("lenet30", OptionalInt.empty()), Images.mnist()))
                .hasMessage("no model \"lenet30\"; did you mean \"lenet300\"?; the zoo has " + Zoo.names());
        assertThatThrownBy(() -> Zoo.named(new ModelReference.OfZoo("lenet5", OptionalInt.of(3)), Images.mnist()))
                .hasMessageContaining("lenet5 has one width only");
        assertThatThrownBy(() -> Zoo.named(new ModelReference.OfZoo("lenet5", OptionalInt.empty()), Images.cifar10()))
                .hasMessageContaining("lenet5 takes images of");
        assertThatThrownBy(() -> ImageSets.named("mnist-subset"))
                .hasMessageContaining("no data \"mnist-subset\"; did you mean \"mnistSubset\"?");
    }

    @Test
    void everyNameOfTheZooIsAModelThatKnowsItsName() {
        assertThat(Zoo.names())
                .allSatisfy(name -> assertThat(
                                Zoo.named(new ModelReference.OfZoo(name, OptionalInt.empty()), Images.mnist())
                                        .reference())
                        .isInstanceOfSatisfying(
                                ModelReference.OfZoo.class,
                                zoo -> assertThat(zoo.name()).isEqualTo(name)));
    }
}
