package org.espalier.kernel.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "String String.substring(int beginIndex)|String|substring|1",
                "org.espalier.recipe.Recipe.OfWeights org.espalier.Pruning.pruneWeights()|org.espalier.Pruning|pruneWeights|0",
                "ArrayList<E>(Collection<? extends E> c)|ArrayList|<init>|1",
                "java.util.Date()|java.util.Date|<init>|0",
                "T <T extends Comparable<T>>big(Map<K, List<V>> xs, int... n)|''|big|2",
                "Stream<R> Stream<T>.<R>map(Function<? super T,? extends R>)|Stream|map|1",
                "void Object.wait() throws InterruptedException|Object|wait|0",
            })
    void is_read_from_the_compilers_text(String text, String owner, String name, int parameters) {
        Signature read = Signature.of(text).orElseThrow();
        assertThat(read.owner()).isEqualTo(owner);
        assertThat(read.name()).isEqualTo(name);
        assertThat(read.parameters()).hasSize(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"leaf:java.lang.String", "java.lang.Math", "", "(", ")("})
    void is_not_read_from_what_is_none(String text) {
        assertThat(Signature.of(text)).isEmpty();
    }

    @Test
    void a_last_parameter_of_any_number_takes_all_that_follow() {
        Signature format = Signature.of("String String.format(String format, Object... args)")
                .orElseThrow();
        assertThat(format.parameterOf(5)).contains(new Signature.Parameter("Object...", "args"));
        assertThat(format.takes(1)).isTrue();
        assertThat(format.takes(0)).isFalse();
    }
}
