package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.recipe.PruningRecipe;
import org.espalier.text.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that are no recipes: each is refused where it goes wrong, and none with anything but {@link FormatException}. */
class BrokenRecipesTest {
    private static final int MUTANTS = 100_000;
    private static final int MUTANTS_OF_ONE = 200;
    private static final int LONGEST_MESSAGE = 4_000;
    private static final String SIGNS =
            " \n\t:-,[]{}&*!|>'\"#%@`?0123456789.eE+~<=abcxyzé\u0000\u0007\u0085\u2028\ufeff🌳\\";
    private static final List<String> PARTS = List.of(
            "~",
            "null",
            "true",
            "[]",
            "{}",
            "[[[[",
            "{a: {b: {c: ",
            "1e999",
            "-1",
            "0",
            "1.5",
            "NaN",
            ".inf",
            "0x10",
            "99999999999999999999",
            "9223372036854775807",
            "2147483648",
            "\"\"",
            "!!int 1",
            "!!java.lang.String a",
            "&a b",
            "*a",
            "<<: *a",
            "---",
            "...",
            "%YAML 1.1",
            "- ",
            "? ",
            "|\n",
            ">\n",
            "\"",
            "'",
            "channels",
            "taylor",
            "{taylor: {batches: 8}}",
            "prune",
            "unit",
            "seed: 1\n",
            "experiment: {}\n");

    @Test
    void whateverIsChangedInARecipeItIsReadOrRefusedAtAPlace() {
        Random random = new Random(23);
        List<PruningRecipe> recipes =
                DrawnRecipes.stream(5, MUTANTS / MUTANTS_OF_ONE).toList();
        int read = 0;
        for (PruningRecipe recipe : recipes) {
            String text = random.nextInt(4) == 0 ? recipe.toJson() : recipe.toYaml();
            for (int i = 0; i < MUTANTS_OF_ONE; i++) {
                String mutant = text;
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    mutant = changed(mutant, random);
                }
                read += isRead(mutant) ? 1 : 0;
            }
        }
        assertThat(read).as("what does no harm").isBetween(MUTANTS / 100, MUTANTS / 2);
    }

    private static boolean isRead(String text) {
        try {
            RecipeFile file = RecipeFile.parse(text);
            assertThat(RecipeFile.parse(file.toYaml())).as(text).isEqualTo(file);
            return true;
        } catch (FormatException e) {
            // Parts of a text break lines where a person does not see it.
            assertThat(e.line()).as(text).isBetween(1, text.split("[\n\r\u0085\u2028\u2029]", -1).length + 1);
            assertThat(e.column()).as(text).isPositive();
            assertThat(e.getMessage()).as(text).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("neither read nor refused:\n" + text, e);
        }
    }

    private static String changed(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(8));
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("(?<=\n)")));
        int line = random.nextInt(lines.size());
        int other = random.nextInt(lines.size());
        switch (random.nextInt(9)) {
            case 0 -> {
                return text.substring(0, at) + text.substring(end);
            }
            case 1 -> {
                return text.substring(0, at) + sign(random) + text.substring(at);
            }
            case 2 -> {
                return text.substring(0, at) + sign(random) + text.substring(end);
            }
            case 3 -> {
                return text.substring(0, at) + PARTS.get(random.nextInt(PARTS.size())) + text.substring(end);
            }
            case 4 -> lines.remove(line);
            case 5 -> lines.add(line, lines.get(other));
            case 6 -> lines.set(line, lines.set(other, lines.get(line)));
            case 7 -> lines.set(line, " ".repeat(random.nextInt(4)) + lines.get(line));
            default ->
                lines.set(line, lines.get(line).replaceFirst(": .*", ": " + PARTS.get(random.nextInt(PARTS.size()))));
        }
        return String.join("", lines);
    }

    private static String sign(Random random) {
        return Character.toString(SIGNS.codePointAt(random.nextInt(SIGNS.length())));
    }

    private static FormatException refused(String text) {
        List<FormatException> refusals = new ArrayList<>();
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> RecipeFile.parse(text))
                .satisfies(refusals::add);
        return refusals.get(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        prune: &u {unit: weights}              | 1 | 8  | anchors (&u) are not read here
        prune: *u                              | 1 | 8  | aliases (*name) are not read here
        prune: !!map {unit: weights}           | 1 | 8  | tags (tag:yaml.org,2002:map) are not read here
        prune: !!javax.script.ScriptEngineManager [] | 1 | 8 | are not read here
        seed: !!int "1"                        | 1 | 7  | tags
        seed: 99999999999999999999             | 1 | 7  | expected a whole number of at most 18 digits
        to: {sparsity: 1e999}                  | 1 | 16 | expected a number below 1.8e308, found 1e999
        to: {sparsity: .inf}                   | 1 | 1  | expected the key "prune"
        seed: 1, seed: 2                       | 1 | 14 | mapping values are not allowed here
        {seed: 1, seed: 2}                     | 1 | 11 | the key "seed" is there twice
        {prune: weights, {a: b}: c}            | 1 | 18 | expected a key, found a list or a mapping
        [1, 2]                                 | 1 | 1  | a recipe: expected keys and values
        %YAML 1.1                              | 1 | 10 | expected '<document start>'
        prune: {unit: weights                  | 1 | 22 | this is no YAML
        {recipe: "\\ud800"}                    | 1 | 10 | half of a surrogate pair
        recipe: "\\U99999999"                  | 1 | 1  | this is no YAML
        by: {taylr: {batches: 8}}              | 1 | 1  | expected the key "prune"
        """)
    void whatIsNoRecipeIsRefusedWhereItIs(String text, int line, int column, String problem) {
        FormatException refused = refused(text);
        assertThat(refused.problem()).contains(problem);
        assertThat(refused.line()).isEqualTo(line);
        assertThat(refused.column()).as(refused.getMessage()).isEqualTo(column);
    }

    @Test
    void aBombOfAliasesIsRefusedAtItsFirstAnchor() {
        String bomb = "a: &a [x, x, x]\n"
                + IntStream.range('b', 'z')
                        .mapToObj(c -> "%c: &%c [*%c, *%c, *%c]%n".formatted(c, c, c - 1, c - 1, c - 1))
                        .collect(Collectors.joining());
        assertThat(refused(bomb)).hasMessageStartingWith("line 1, column 4: anchors (&a) are not read here");
    }

    @Test
    void whatIsTooDeepTooLongOrTooLargeIsRefused() {
        assertThat(refused("[".repeat(500_000))).hasMessageContaining("expected at most 16 levels");
        assertThat(refused("{a: ".repeat(100_000))).hasMessageContaining("expected at most 16 levels");
        assertThat(refused("- ".repeat(500_000))).hasMessageContaining("expected at most 16 levels");
        assertThat(refused("? ".repeat(500_000))).hasMessageContaining("expected a key");
        assertThat(refused("a".repeat(2_000_000)))
                .hasMessageContaining("expected at most 1,048,576 characters, found 2,000,000");
        assertThat(refused("seed: " + "9".repeat(1_000_000))).hasMessageContaining("at most 400 characters");
    }

    @Test
    void aMessageIsShortWhateverIsRefused() {
        String endless = "a".repeat(900_000);
        assertThat(List.of(
                        "? " + endless + "\n: 1",
                        "? " + endless + "\n: 1\n? " + endless.substring(0, 10) + "\n: 1",
                        "prune: " + endless,
                        "{prune: weights, by: " + endless + ", to: {sparsity: 0.5}}",
                        "seed: !" + endless + " 1",
                        "seed: &" + endless + " 1",
                        "seed: *" + endless,
                        "schema: [" + "a, ".repeat(100_000) + "]",
                        "prune: {unit: " + endless + "}"))
                .allSatisfy(text -> assertThat(refused(text).getMessage()).hasSizeLessThan(LONGEST_MESSAGE));
    }
}
