package org.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellPartTest {

    private static final Predicate<String> ALWAYS = java -> true;

    @Test
    void a_cell_is_divided_at_its_magics_and_every_part_knows_its_place() {
        String cell = "int a = 1;\n%time a + 1\na";
        assertThat(CellPart.split(cell, ALWAYS))
                .containsExactly(
                        new CellPart.Java("int a = 1;\n", 0),
                        new CellPart.Command(new Invocation("%time", "a + 1", "", 17), 11),
                        new CellPart.Java("\na", 22));
        assertThat(cell.substring(17)).startsWith("a + 1");
    }

    @Test
    void a_cell_magic_takes_the_whole_cell_below_comments() {
        assertThat(CellPart.split("// why\n\n%%bench -n 3\nwork();\n%time x", ALWAYS))
                .containsExactly(new CellPart.Command(new Invocation("%%bench", "-n 3", "work();\n%time x", 21), 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a % b", "a\n  %b", "a\n% b", "\"%time\"", "int %%time", "1 %%", "// %time"})
    void a_mark_elsewhere_is_none(String cell) {
        assertThat(CellPart.mayHaveMagic(cell)).isFalse();
    }

    @Test
    void a_line_inside_what_is_open_is_none() {
        String cell = "f(7\n%time)\n";
        assertThat(CellPart.split(cell, java -> !java.contains("("))).containsExactly(new CellPart.Java(cell, 0));
    }

    @Test
    void what_is_no_java_is_blanked_out_and_the_java_that_magics_take_is_not() {
        assertThat(CellPart.blankOut("%maven a:b:1\n%time x\ny", ALWAYS)).isEqualTo(" ".repeat(12) + "\n      x\ny");
        assertThat(CellPart.blankOut("%%pom\n<a/>", ALWAYS)).isEqualTo("     \n    ");
        assertThat(CellPart.blankOut("%%bench\nx", ALWAYS)).isEqualTo("       \nx");
        assertThat(CellPart.blankOut("x % 3", ALWAYS)).isEqualTo("x % 3");
    }

    @Test
    void words_are_told_apart_by_blanks_unless_quoted() {
        assertThat(new Invocation("%jars", "a.jar  'my jars/*.jar' \"b c\"", "", 0).words())
                .isEqualTo(List.of("a.jar", "my jars/*.jar", "b c"));
    }

    @Test
    void an_unknown_magic_names_the_nearest_and_one_of_the_other_kind_says_so() {
        assertThatThrownBy(() -> Magics.named("%tmie")).hasMessageContaining("did you mean \"%time\"?");
        assertThatThrownBy(() -> Magics.named("%bench")).hasMessageContaining("a %%bench, which takes the whole cell");
        assertThatThrownBy(() -> Magics.named("%%who")).hasMessageContaining("a %who, which takes one line");
    }

    @Test
    void every_magic_says_what_it_does() {
        assertThat(Magics.all())
                .extracting(Magic::name)
                .contains("%maven", "%%pom", "%jars", "%classpath", "%time", "%%time", "%%bench", "%load", "%env")
                .contains("%lsmagic", "%who", "%reset", "%seed", "%backend")
                .doesNotHaveDuplicates();
        assertThat(Magics.all()).allSatisfy(magic -> assertThat(magic.purpose()).isNotBlank());
    }

    @Test
    void quantiles_lie_between_ranks() {
        assertThat(BenchMagic.quantile(new double[] {1, 2, 3, 4}, 0.5)).isEqualTo(2.5);
        // 0.95 × 3 = 2.85: fifteen hundredths of 3 and eighty-five of 4.
        assertThat(BenchMagic.quantile(new double[] {1, 2, 3, 4}, 0.95)).isCloseTo(3.85, within(1e-12));
    }

    @Test
    void amounts_have_the_unit_that_suits_them() {
        assertThat(Amounts.time(12.34)).isEqualTo("12.3 ns");
        assertThat(Amounts.time(1_234)).isEqualTo("1.23 µs");
        assertThat(Amounts.time(123_456_000)).isEqualTo("123 ms");
        assertThat(Amounts.bytes(512)).isEqualTo("512 B");
        assertThat(Amounts.bytes(3 << 20)).isEqualTo("3.00 MiB");
    }
}
