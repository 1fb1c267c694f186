package org.espalier;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * Who may know whom. A package not listed as known is unknown: a new dependency is a line here, and a decision. Rules for
 * packages still without classes hold from their first class on.
 */
@AnalyzeClasses(packages = "org.espalier", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** What every package may use: the JDK, null annotations, service registration, words for error messages, the survey's. */
    private static final String[] GROUND = {
        "java..", "org.jspecify..", "com.google.auto.service..", "org.espalier.text..", "org.espalier.taxonomy.."
    };

    private static final String ND4J = "org.nd4j..";
    private static final String DL4J = "org.deeplearning4j..";
    private static final String[] TABLES_AND_CHARTS = {"tech.tablesaw..", "org.knowm.."};

    @ArchTest
    static final ArchRule scheduleKnowsTheJdkOnly = knowsOnly("schedule");

    @ArchTest
    static final ArchRule textKnowsTheJdkOnly = knowsOnly("text");

    @ArchTest
    static final ArchRule sparseKnowsTheJdkOnly = knowsOnly("sparse");

    @ArchTest
    static final ArchRule criterionKnowsArraysOnly = knowsOnly("criterion", ND4J);

    @ArchTest
    static final ArchRule trainingKnowsArraysCriteriaAndSchedules =
            knowsOnly("training", ND4J, "org.espalier.criterion", "org.espalier.schedule");

    @ArchTest
    static final ArchRule searchKnowsTheJdkOnly = knowsOnly("search");

    @ArchTest
    static final ArchRule patternKnowsArraysOnly = knowsOnly("pattern", ND4J);

    @ArchTest
    static final ArchRule recoveryKnowsTheJdkOnly = knowsOnly("recovery");

    @ArchTest
    static final ArchRule checkpointKnowsTheJdkOnly = knowsOnly("checkpoint");

    @ArchTest
    static final ArchRule dynamicKnowsNetworksNotRuns =
            ofEspalierKnows("dynamic", "dynamic", "gate", "model", "taxonomy", "text");

    @ArchTest
    static final ArchRule gateKnowsTheJdkOnly = knowsOnly("gate");

    @ArchTest
    static final ArchRule catalogueKnowsTheOpenSpis = knowsOnly(
            "catalogue",
            "org.espalier.criterion",
            "org.espalier.gate",
            "org.espalier.pattern",
            "org.espalier.schedule",
            "org.espalier.training",
            "org.espalier.search",
            "org.espalier.recovery");

    @ArchTest
    static final ArchRule onlyIoKnowsYaml = noClasses()
            .that()
            .resideOutsideOfPackage("org.espalier.io..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml..");

    @ArchTest
    static final ArchRule recipeKnowsTheOpenSpisAndNoArrays = knowsOnly(
            "recipe",
            "org.espalier.criterion",
            "org.espalier.gate",
            "org.espalier.pattern",
            "org.espalier.schedule",
            "org.espalier.training",
            "org.espalier.search",
            "org.espalier.recovery");

    @ArchTest
    static final ArchRule modelStructureAndZooKnowNeitherRecipesNorRuns = ofEspalierKnows(
            "model, structure, zoo", "model", "structure", "zoo", "criterion", "sparse", "data", "text");

    @ArchTest
    static final ArchRule dataAndMeasureKnowNetworksNotRuns =
            ofEspalierKnows("data, measure", "data", "measure", "model", "structure", "sparse", "text");

    @ArchTest
    static final ArchRule programKnowsSparseMatricesOnly = knowsOnly("program", "org.espalier.sparse");

    @ArchTest
    static final ArchRule compileKnowsNetworksAndProgramsNotRuns =
            ofEspalierKnows("compile", "compile", "program", "sparse", "model", "measure", "text");

    @ArchTest
    static final ArchRule theEngineKnowsEverythingButHowItIsShownAndStored = never("engine", "report", "io", "ledger");

    @ArchTest
    static final ArchRule ledgerKnowsRunsNotHowTheyAreShown =
            ofEspalierKnows("ledger", "ledger", "engine", "recipe", "criterion", "measure", "text");

    @ArchTest
    static final ArchRule onlyTheLedgerKnowsJdbc = noClasses()
            .that()
            .resideOutsideOfPackage("org.espalier.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule reportAndIoDoNotKnowEachOther = never("report", "io");

    @ArchTest
    static final ArchRule ioDoesNotKnowReport = never("io", "report");

    @ArchTest
    static final ArchRule nothingKnowsTheFacade = noClasses()
            .that()
            .resideInAPackage("org.espalier.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.espalier")
            .because("the facade is for notebooks; the packages are its parts");

    @ArchTest
    static final ArchRule packagesDoNotKnowEachOtherInCircles =
            slices().matching("org.espalier.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyReportKnowsTablesAndCharts = noClasses()
            .that()
            .resideOutsideOfPackages("org.espalier.report..", "org.espalier")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TABLES_AND_CHARTS);

    @ArchTest
    static final ArchRule theFacadeNamesTheTableTypeAtMost = noClasses()
            .that()
            .resideInAPackage("org.espalier")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage(TABLES_AND_CHARTS).and(not(nameMatching("tech\\.tablesaw\\.api\\.Table"))));

    @ArchTest
    static final ArchRule onlyNetworksAndDataKnowDl4j = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.espalier.model..",
                    "org.espalier.structure..",
                    "org.espalier.zoo..",
                    "org.espalier.data..",
                    "org.espalier.compile..",
                    "org.espalier.dynamic..",
                    "org.espalier.engine..",
                    "org.espalier")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(DL4J);

    /** A user's model goes into an experiment and comes out of a run; nothing is done to it but through Network. */
    @ArchTest
    static final ArchRule theFacadeAndTheEngineNameDl4jsModelTypeAtMost = noClasses()
            .that()
            .resideInAnyPackage("org.espalier", "org.espalier.engine..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage(DL4J).and(not(nameMatching("org\\.deeplearning4j\\.nn\\.api\\.Model"))))
            .orShould()
            .callMethodWhere(target(owner(nameMatching("org\\.deeplearning4j\\..*"))));

    @ArchTest
    static final ArchRule reportDrawsWhatModelReadOfNetworksAndArrays = noClasses()
            .that()
            .resideInAPackage("org.espalier.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ND4J, DL4J)
            .because(
                    "a value that is a network or an array is read by model, as figures and values that any chart can draw");

    @ArchTest
    static final ArchRule onlyIoReadsYamlAndJson = noClasses()
            .that()
            .resideOutsideOfPackage("org.espalier.io..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.snakeyaml..", "com.google.gson..", "com.fasterxml..");

    @ArchTest
    static final ArchRule nothingCallsWhatChangesItsInput = Nd4jTraps.areAvoided();

    @ArchTest
    static void everyPackageSaysWhatLivesThere(JavaClasses classes) {
        classes.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .forEach(p -> assertThat(p.tryGetPackageInfo())
                        .as("package-info.java of %s", p.getName())
                        .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class))
                                .as("@NullMarked on %s", p.getName())
                                .isTrue()));
    }

    @ArchTest
    static final ArchRule classesAreNamedAfterWhatTheyAre = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Manager)(\\$.*)?")
            .because("such a name says nothing of what lives there");

    /** The subject knows itself, the ground and the packages listed, nothing else. */
    private static ArchRule knowsOnly(String subject, String... also) {
        String self = "org.espalier." + subject + "..";
        String[] known = Stream.of(new String[] {self}, GROUND, also)
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(self)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(known)
                .allowEmptyShould(true);
    }

    /** Of Espalier's packages the subjects know the listed ones only; of libraries, whatever other rules allow. */
    private static ArchRule ofEspalierKnows(String subjects, String... known) {
        return noClasses()
                .that()
                .resideInAnyPackage(inEspalier(subjects.split(", ")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.espalier..").and(not(resideInAnyPackage(inEspalier(known)))))
                .allowEmptyShould(true);
    }

    private static ArchRule never(String subject, String... unknown) {
        return noClasses()
                .that()
                .resideInAPackage("org.espalier." + subject + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(inEspalier(unknown))
                .allowEmptyShould(true);
    }

    private static String[] inEspalier(String... packages) {
        return Arrays.stream(packages).map(p -> "org.espalier." + p + "..").toArray(String[]::new);
    }
}
