package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Entry;
import org.espalier.recipe.Scope;
import org.junit.jupiter.api.Test;

/** That the manual's page says what the grammar and the catalogue say. */
class RecipeFormatPageTest {
    private static final Path PAGE = Path.of("docs/recipe-format.md");
    private static final Path GENERATED = Path.of("target/recipe-format.md");

    @Test
    void theTablesAreThoseOfTheGrammarAndTheCatalogue() throws IOException {
        String page = Files.readString(PAGE);
        String generated = page;
        for (Map.Entry<String, String> part : Map.of(
                        "keys", keys(),
                        "targets", words(RecipeReader.targets().keySet()),
                        "units", words(RecipeReader.UNITS),
                        "layers", words(RecipeReader.LAYERS),
                        "ranks",
                                words(Stream.of(Scope.Rank.values())
                                        .map(Fields::word)
                                        .toList()),
                        "methods", methods())
                .entrySet()) {
            generated = Pattern.compile(
                            "(<!-- %1$s -->).*?(<!-- end of %1$s -->)".formatted(part.getKey()), Pattern.DOTALL)
                    .matcher(generated)
                    .replaceFirst("$1" + Matcher.quoteReplacement(part.getValue()) + "$2");
        }
        Files.writeString(GENERATED, generated);
        assertThat(page).as("to be copied from %s", GENERATED).isEqualTo(generated);
    }

    @Test
    void everyKeyOfTheGrammarIsExplainedAndNoOther() {
        List<String> known = new ArrayList<>(RecipeReader.KEYS);
        known.add("experiment");
        assertThat(RecipeKeys.ALL.stream().map(RecipeKeys.Key::name).filter(name -> !name.contains(".")))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void theExamplesAreRecipes() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        List<String> yaml = new ArrayList<>();
        while (example.find()) {
            yaml.add(example.group(1));
            assertThat(RecipeFile.parse(example.group(1)).recipe()).isNotNull();
        }
        assertThat(yaml).hasSizeGreaterThan(5);
        assertThat(RecipeFile.parse(yaml.get(0)).toYaml())
                .as("every default is written out")
                .isEqualTo(yaml.get(0));
    }

    private static String keys() {
        return "\n\n| Key | What it says | Left out |\n| --- | --- | --- |\n"
                + RecipeKeys.ALL.stream()
                        .map(key -> "| `%s` | %s | %s |\n".formatted(key.name(), key.meaning(), key.usual()))
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String words(Collection<String> words) {
        return words.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
    }

    private static String methods() {
        return "\n\n| Key | Methods |\n| --- | --- |\n"
                + Catalogue.entries().stream()
                        .filter(entry -> entry.method().getClass().getEnclosingClass() == null)
                        .collect(Collectors.groupingBy(Entry::kind, java.util.TreeMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(kind -> "| %s | %s |\n"
                                .formatted(
                                        kind.getKey().word(),
                                        kind.getValue().stream()
                                                .map(entry -> "`%s`".formatted(entry(entry)))
                                                .collect(Collectors.joining(", "))))
                        .collect(Collectors.joining())
                + "\n";
    }

    private static String entry(Entry entry) {
        String json = YamlRecipes.json(MethodText.tree(entry.method())).replace("\"", "");
        return json.substring(1, json.length() - 1)
                .replace(":{}", "")
                .replace(":", ": ")
                .replace(",", ", ");
    }
}
