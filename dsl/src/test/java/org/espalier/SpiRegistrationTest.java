package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.espalier.criterion.Criterion;
import org.espalier.gate.Gate;
import org.espalier.pattern.MaskPattern;
import org.espalier.recovery.Recovery;
import org.espalier.schedule.Schedule;
import org.espalier.sparse.SparseBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A method that was written but not registered would be missing from recipes, tables and tests alike, without a word. */
class SpiRegistrationTest {
    private static final JavaClasses ESPALIER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.espalier");

    static Stream<Class<?>> spis() {
        return Stream.of(
                Criterion.class, MaskPattern.class, Schedule.class, Recovery.class, Gate.class, SparseBackend.class);
    }

    @ParameterizedTest
    @MethodSource("spis")
    void everyImplementationIsRegistered(Class<?> spi) {
        List<String> registered =
                ServiceLoader.load(spi).stream().map(p -> p.type().getName()).toList();

        assertThat(implementations(spi))
                .isNotEmpty()
                .extracting(JavaClass::getName)
                .as("annotated @AutoService(%s.class)", spi.getSimpleName())
                .allMatch(registered::contains);
    }

    @ParameterizedTest
    @MethodSource("spis")
    void everyImplementationIsAPublicRecordWithANoArgumentConstructor(Class<?> spi) {
        assertThat(implementations(spi)).allSatisfy(implementation -> {
            assertThat(implementation.isRecord()).isTrue();
            assertThat(implementation.getModifiers()).contains(JavaModifier.PUBLIC);
            assertThat(implementation.tryGetConstructor())
                    .hasValueSatisfying(constructor ->
                            assertThat(constructor.getModifiers()).contains(JavaModifier.PUBLIC));
        });
    }

    @ParameterizedTest
    @MethodSource("spis")
    void everyImplementationLivesBesideItsSpi(Class<?> spi) {
        assertThat(implementations(spi)).extracting(JavaClass::getPackageName).containsOnly(spi.getPackageName());
    }

    private static List<JavaClass> implementations(Class<?> spi) {
        return ESPALIER.stream()
                .filter(c -> c.isAssignableTo(spi) && !c.isInterface())
                .toList();
    }
}
