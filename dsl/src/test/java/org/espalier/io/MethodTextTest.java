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
import org.espalier.taxonomy.Method;
import org.espalier.text.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MethodTextTest {

    static List<Entry> entries() {
        return Catalogue.entries();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyMethodComesBackFromWhatItIsWrittenAs(Entry entry) {
        String yaml = YamlRecipes.yaml(MethodText.tree(entry.method()));

        assertThat(yaml).startsWith(entry.id() + ": {");
        assertThat(read(entry.kind(), yaml)).isEqualTo(entry.method());
        assertThat(read(entry.kind(), entry.id())).isEqualTo(entry.method());
    }

    @Test
    void parametersThatAreLeftOutHaveTheirDefaults() {
        assertThat(YamlRecipes.yaml(MethodText.tree(new Taylor(3)))).isEqualTo("taylor: {batches: 3}\n");
        assertThat(read(Kind.CRITERION, "{magnitude: {norm: 2}}")).isEqualTo(new Magnitude(2));
        assertThat(read(Kind.CRITERION, "magnitude: {}")).isEqualTo(new Magnitude());
        assertThat(read(Kind.CRITERION, "magnitude:")).isEqualTo(new Magnitude());
        assertThat(read(Kind.RECOVERY, "fineTune: {learningRate: 1e-2}")).isEqualTo(new FineTune(1, 0.01));
        assertThat(read(Kind.RECOVERY, "fineTune: {learningRate: 1}")).isEqualTo(new FineTune(1, 1));
    }

    @Test
    void wrongTextsSayWhereWhatWasExpectedAndFound() {
        refused(
                "{magnitude: {nrm: 2}}",
                "line 1, column 14: magnitude has no key \"nrm\"; did you mean \"norm\"?; it has [norm]");
        refused("{magnitude: {norm: 2.5}}", "line 1, column 20: magnitude: norm must be a whole number, found 2.5");
        refused("{magnitude: {norm: 3}}", "line 1, column 13: magnitude: norm must be 1 or 2, found 3");
        refused("{magnitde: {norm: 2}}", "line 1, column 2: no criterion \"magnitde\"; did you mean \"magnitude\"?");
        refused("{magnitude: 2}", "line 1, column 13: magnitude: expected keys and values, such as {norm 1}, found 2");
        refused("[magnitude]", "line 1, column 1: a criterion is written as its name over its parameters");
        refused("{magnitude: {}, taylor: {}}", "line 1, column 1: a criterion is written as its name");
        refused("", "line 1, column 1: expected keys and values, found an empty text");
        refused("{magnitude: {norm: 1, norm: 2}}", "line 1, column 23: the key \"norm\" is there twice");
        refused("{magnitude: ", "line 1, column 13: this is no YAML: ");
        refused(
                "{magnitude: !!java.io.File x}",
                "line 1, column 13: tags (tag:yaml.org,2002:java.io.File) are not read");
        refused("{magnitude: &a {norm: 1}, x: *a}", "line 1, column 13: anchors (&a) are not read here");
        refused(
                "{magnitude: {norm: 99999999999999999999}}",
                "line 1, column 20: expected a whole number of at most 18");
        refused("{magnitude: {norm: 1e999}}", "line 1, column 20: expected a number below 1.8e308, found 1e999");
        refused("[".repeat(30), "line 1, column 17: expected at most 16 levels");
        refused("x".repeat(2_000_000), "line 1, column 1: expected at most 1,048,576 characters, found 2,000,000");
    }

    private static Method read(Kind kind, String yaml) {
        return MethodText.read(kind, TextReader.read("", yaml));
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> read(Kind.CRITERION, yaml))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(message);
    }
}
