package org.espalier.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Year;
import java.util.Arrays;
import java.util.List;
import org.espalier.criterion.LayerView;
import org.espalier.criterion.WeightCriterion;
import org.espalier.recovery.Recovery;
import org.espalier.schedule.Schedule;
import org.espalier.taxonomy.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What every method of the catalogue promises; a new one is tested without a line here. */
class CatalogueTest {

    /** A stranger's criterion, as a notebook's cell would declare it. */
    record Closeness(double to) implements WeightCriterion {
        Closeness() {
            this(1);
        }

        @Override
        public String id() {
            return "closeness";
        }

        @Override
        public INDArray score(LayerView layer) {
            return layer.weights().sub(to).muli(-1);
        }
    }

    /** Of an id that is taken. */
    record SecondMagnitude() implements WeightCriterion {
        @Override
        public String id() {
            return "magnitude";
        }

        @Override
        public INDArray score(LayerView layer) {
            return layer.weights();
        }
    }

    static List<Entry> entries() {
        return Catalogue.entries().stream()
                // Those that tests register are declared within them.
                .filter(entry -> entry.method().getClass().getEnclosingClass() == null)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void isARecordWithItsPapersDefaultsAndANameOfItsOwn(Entry entry) throws ReflectiveOperationException {
        Method method = entry.method();

        assertThat(method.getClass()).isRecord();
        assertThat(method.getClass().getConstructor().newInstance()).isEqualTo(method);
        assertThat(entries())
                .filteredOn(other -> other.kind() == entry.kind() && other.id().equals(entry.id()))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void saysWhereItStandsInTheSurvey(Entry entry) {
        if (entry.method() instanceof Schedule) {
            return; // A ramp belongs to whatever method uses it.
        }
        assertThat(entry.taxon()).hasValueSatisfying(taxon -> {
            assertThat(taxon.year()).isBetween(1989, Year.now().getValue());
            assertThat(taxon.paper()).contains("\"", Integer.toString(taxon.year()));
        });
        assertThat(entry.granularity().isEmpty()).isEqualTo(entry.method() instanceof Recovery);
    }

    @Test
    void aMethodOfOnesOwnIsKnownOnceItIsRegisteredAndTheLatestCounts() {
        Catalogue.register(new Closeness(2));
        Catalogue.register(new Closeness(3));

        assertThat(Catalogue.named(Kind.CRITERION, "closeness")).isEqualTo(new Closeness(3));
        assertThat(Catalogue.entries())
                .filteredOn(entry -> entry.id().equals("closeness"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.taxon()).isEmpty());
    }

    @Test
    void publishedNamesAreNotTakenAway() {
        assertThatThrownBy(() -> Catalogue.register(new SecondMagnitude()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("register: there is a criterion \"magnitude\" already; choose another id");
    }

    @Test
    void whatIsNoRecordOrOfNoKindIsRefused() {
        Method lambda = () -> "lambda";
        record Other(String id) implements Method {}

        assertThatThrownBy(() -> Catalogue.register(lambda))
                .hasMessageStartingWith("register: lambda must be a record, whose components are its parameters");
        assertThatThrownBy(() -> Catalogue.register(new Other("other")))
                .hasMessageStartingWith("register: other is none of "
                        + Arrays.stream(Kind.values()).map(Kind::word).toList());
    }

    @Test
    void anUnknownNameHintsAtTheNearest() {
        assertThatThrownBy(() -> Catalogue.named(Kind.CRITERION, "tailor"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no criterion \"tailor\"; did you mean \"taylor\"?; known are [");
    }
}
