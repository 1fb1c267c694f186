package org.espalier.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.espalier.kernel", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule only_protocol_knows_the_base_library_and_zeromq = noClasses()
            .that()
            .resideOutsideOfPackage("..kernel.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.dflib..", "org.zeromq..", "zmq..");

    @ArchTest
    static final ArchRule of_the_library_the_kernel_knows_the_facade_report_and_words = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("org.espalier..")
                    .and(not(resideInAnyPackage(
                            "org.espalier", "org.espalier.report..", "org.espalier.text..", "org.espalier.kernel.."))));

    @ArchTest
    static final ArchRule nothing_here_knows_dl4j = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.deeplearning4j..", "org.nd4j..", "tech.tablesaw..");

    @ArchTest
    static final ArchRule only_launch_knows_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackage("..kernel.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule only_streams_calls_the_c_library = noClasses()
            .that()
            .resideOutsideOfPackage("..kernel.streams..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.espalier.kernel.(*)..").should().beFreeOfCycles();
}
