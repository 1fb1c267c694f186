package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

class Nd4jTrapsTest {

    @Test
    void theRuleSeesEachKindOfTrapAndNothingElse() {
        assertThat(Nd4jTraps.areAvoided()
                        .evaluate(new ClassFileImporter().importClasses(Careless.class))
                        .getFailureReport()
                        .getDetails())
                .hasSize(3);
        assertThat(Nd4jTraps.areAvoided()
                        .evaluate(new ClassFileImporter().importClasses(Careful.class))
                        .hasViolation())
                .isFalse();
    }

    @Test
    void theBannedFunctionsDoChangeTheirInput() {
        INDArray x = Nd4j.createFromArray(-1f, 4f);
        INDArray unused = Nd4j.math().abs(x);

        assertThat(x.data().asFloat()).as("%s", unused).containsExactly(1, 4);
    }

    /** Walks into all three. */
    private static final class Careless {
        static INDArray of(INDArray x) {
            return Nd4j.nn().relu(Nd4j.math().abs(x), 0).slice(0);
        }
    }

    /** The ways around them. */
    private static final class Careful {
        static INDArray of(INDArray x) {
            return Transforms.abs(x, true).neg().tensorAlongDimension(0, 1);
        }
    }
}
