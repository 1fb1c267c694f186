package org.espalier.kernels;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.espalier.sparse.BackendContract;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BackendsOnTheClassPathTest {

    @Test
    void theReferenceOfTheDslIsFoundThroughTheSpi() {
        assertThat(ServiceLoader.load(SparseBackend.class))
                .extracting(SparseBackend::id)
                .contains("reference")
                .doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> everyBackendKeepsTheContract() {
        return SparseBackends.all().stream().flatMap(BackendContract::of);
    }

    @Test
    void kernelsKnowOnlySparseMatricesAndProgramsOfTheDsl() {
        DescribedPredicate<JavaClass> otherEspalier = JavaClass.Predicates.resideInAPackage("org.espalier..")
                .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(
                        "org.espalier.sparse..", "org.espalier.program..", "org.espalier.kernels..")))
                .as("Espalier beyond org.espalier.sparse and org.espalier.program");

        noClasses()
                .should()
                .dependOnClassesThat(otherEspalier)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "tech.tablesaw..")
                .because("the module must stay buildable and usable without the rest")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.espalier.kernels"));
    }
}
