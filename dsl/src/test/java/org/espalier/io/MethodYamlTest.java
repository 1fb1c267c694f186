package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Entry;
import org.espalier.catalogue.Kind;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.Taylor;
import org.espalier.recovery.FineTune;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MethodYamlTest {

    static List<Entry> entries() {
        return Catalogue.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyMethodComesBackFromWhatItIsWrittenAs(Entry entry) {
        String yaml = MethodYaml.of(entry.method());

        assertThat(yaml).startsWith("{" + entry.id() + ": {").doesNotContain("\n");
        assertThat(MethodYaml.parse(entry.kind(), yaml)).isEqualTo(entry.method());
        assertThat(MethodYaml.parse(entry.kind(), entry.id())).isEqualTo(entry.method());
    }

    @Test
    void parametersThatAreLeftOutHaveTheirDefaults() {
        assertThat(MethodYaml.of(new Taylor(3))).isEqualTo("{taylor: {batches: 3}}");
        assertThat(MethodYaml.parse(Kind.CRITERION, "{magnitude: {norm: 2}}")).isEqualTo(new Magnitude(2));
        assertThat(MethodYaml.parse(Kind.CRITERION, "magnitude: {}")).isEqualTo(new Magnitude());
        assertThat(MethodYaml.parse(Kind.RECOVERY, "fineTune: {learningRate: 1e-2}"))
                .isEqualTo(new FineTune(1, 0.01));
        assertThat(MethodYaml.parse(Kind.RECOVERY, "fineTune: {learningRate: 1}"))
                .isEqualTo(new FineTune(1, 1));
    }

    @Test
    void wrongTextsSayWhatWasExpectedAndFound() {
        refused("{magnitude: {nrm: 2}}", "magnitude has no parameter \"nrm\"; did you mean \"norm\"?; it has [norm]");
        refused("{magnitude: {norm: 2.5}}", "magnitude: norm must be a value of type int, found 2.5");
        refused("{magnitude: {norm: 3}}", "magnitude: norm must be 1 or 2, found 3");
        refused(
                "{magnitude: 2}",
                "magnitude: expected its parameters in braces, such as {magnitude: {norm: 1}}, found 2");
        refused("[magnitude]", "a criterion is written as its name over its parameters");
        refused("{magnitude: {}, taylor: {}}", "a criterion is written as its name over its parameters");
        refused("", "a criterion is written as its name over its parameters");
        refused("{magnitude: {norm: 1, norm: 2}}", "a criterion is no YAML: ");
        refused("{magnitude: ", "a criterion is no YAML: ");
        refused("{magnitude: !!java.io.File x}", "a criterion is no YAML: ");
        refused("{magnitude: &a {norm: 1}, x: *a}", "a criterion is ");
        refused(
                "{magnitude: {norm: 1}} # " + "x".repeat(20_000),
                "a criterion has at most 10,000 characters, found 20,025");
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> MethodYaml.parse(Kind.CRITERION, yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
