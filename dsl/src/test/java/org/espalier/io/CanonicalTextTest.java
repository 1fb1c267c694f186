package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.espalier.recipe.Aggregate;
import org.espalier.recipe.Drops;
import org.espalier.recipe.Normalisation;
import org.espalier.recipe.Recipe;
import org.espalier.recovery.Decay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts and digests that must not change: files and receipts of others have them. */
class CanonicalTextTest {
    /** A number as readers of YAML 1.1 know it: with a point, and a sign in the exponent. */
    private static final Pattern NUMBER_OF_YAML_1_1 = Pattern.compile("[-+]?([0-9][0-9_]*)\\.[0-9_]*([eE][-+][0-9]+)?");

    private static final Recipe SAMPLE = pruneChannels(8)
            .aggregating(Aggregate.MAX)
            .normalisedBy(Normalisation.STANDARD)
            .by(taylor(4))
            .to(macsAtMost(0.35))
            .in(layers("conv2", "conv3", "1", "é\u200b")
                    .rankedBy(() -> new Drops(
                            Drops.Pieces.CHANNELS,
                            Map.of("conv2", List.of(new Drops.Point(0.5, 1e-7)), "conv3", List.of()))))
            .over(cubic(5))
            .then(fineTune(1).at(1e-4).falling(Decay.COSINE), distil(2), quantise())
            .named("canonical \"sample\"")
            .seed(1L << 40);

    @Test
    void theSampleIsWrittenAsItWasApproved() throws IOException {
        assertThat(SAMPLE.toYaml()).isEqualTo(approved("canonical.yaml"));
        assertThat(SAMPLE.toJson() + "\n").isEqualTo(approved("canonical.json"));
        assertThat(SAMPLE.sha256()).isEqualTo("1c70a1af936782ee0c555791ea50428079d4934d1ed41f8e8876f03da507abc6");
        assertThat(RecipeFile.parse(approved("canonical.yaml")).recipe()).isEqualTo(SAMPLE);
        assertThat(RecipeFile.parse(approved("canonical.json")).recipe()).isEqualTo(SAMPLE);
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5",
        "1, 1.0",
        "1e-3, 0.001",
        "1e-5, 0.00001",
        "1e-6, 0.000001",
        "1e-7, 1.0E-7",
        "1.25e-9, 1.25E-9",
        "2e23, 2.0E+23",
        "1e15, 1000000000000000.0",
        "1e16, 1.0E+16",
        "4.9e-324, 5.0E-324",
        "34702846870638732, 34702846870638732.0",
        "1.7976931348623157e308, 1.7976931348623157E+308",
        "-0.25, -0.25",
        "0, 0.0",
        "-0.0, -0.0"
    })
    void numbersHaveAsFewDigitsAsCanBe(double number, String text) {
        assertThat(Decimal.of(number)).hasToString(text);
    }

    @Test
    void anyNumberComesBackAndIsANumberForReadersOfYaml11() {
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                String text = Decimal.of(number).toString();
                assertThat(Double.doubleToLongBits(Double.parseDouble(text)))
                        .isEqualTo(Double.doubleToLongBits(number));
                assertThat(NUMBER_OF_YAML_1_1.matcher(text).matches()).as(text).isTrue();
            }
        }
    }

    @Test
    void aNameThatNoFileCanHoldIsRefused() {
        assertThatThrownBy(() -> SAMPLE.named("half \ud800").toYaml())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half of a surrogate pair");
    }

    private static String approved(String file) throws IOException {
        try (var text = Objects.requireNonNull(CanonicalTextTest.class.getResourceAsStream(file), file)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
