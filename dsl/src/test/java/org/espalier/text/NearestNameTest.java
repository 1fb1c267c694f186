package org.espalier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    private static final List<String> LAYERS = List.of("conv1", "conv2", "fc1", "output");

    @Test
    void oneWrongLetterFindsTheName() {
        assertThat(NearestName.hint("conv9", LAYERS)).isEqualTo("; did you mean \"conv1\"?");
        assertThat(NearestName.hint("outptu", LAYERS)).isEqualTo("; did you mean \"output\"?");
    }

    @Test
    void upperAndLowerCaseAreTheSame() {
        assertThat(NearestName.hint("FC1", LAYERS)).isEqualTo("; did you mean \"fc1\"?");
    }

    @Test
    void ofTwoEquallyNearTheFirstInTheAlphabetIsMeant() {
        assertThat(NearestName.hint("conv", List.of("conv2", "conv1"))).isEqualTo("; did you mean \"conv1\"?");
    }

    @Test
    void nothingNearGivesNoHint() {
        assertThat(NearestName.hint("attention", LAYERS)).isEmpty();
        assertThat(NearestName.hint("x", LAYERS)).isEmpty();
        assertThat(NearestName.hint("conv1", List.of())).isEmpty();
    }
}
