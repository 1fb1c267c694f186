package org.espalier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.engine.Experiment;
import org.espalier.engine.Receipt;
import org.espalier.io.ReceiptFile;
import org.espalier.io.RecipeFile;
import org.espalier.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes in {@code notebooks/recipes}: each can be run, and its receipt is that of the recipe as it stands. */
class CuratedRecipesTest {
    private static final Path FOLDER = Path.of("..", "notebooks", "recipes");

    static List<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreAtLeastTwelve() throws IOException {
        assertThat(recipes()).hasSizeGreaterThanOrEqualTo(12);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void eachCanBeRunAndItsReceiptIsOfIt(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".yaml", "");
        RecipeFile read = RecipeFile.read(file);
        assertThat(read.recipe().name()).isEqualTo(name);
        Experiment experiment = Experiment.of(read.experiment().orElseThrow());
        if (read.recipe() instanceof Recipe recipe) {
            assertThat(experiment.explain(recipe).recipe()).isEqualTo(recipe);
        }
        Receipt receipt = ReceiptFile.read(FOLDER.resolve(name + ".receipt.json"));
        assertThat(receipt.recipe()).isEqualTo(read.recipe());
        assertThat(receipt.experiment().model())
                .isEqualTo(experiment.description().model());
        assertThat(receipt.experiment().data())
                .isEqualTo(experiment.description().data());
        assertThat(Files.readAllLines(file).get(2))
                .isEqualTo("# java @kernel/target/espalier.args run notebooks/recipes/" + name + ".yaml");
        assertThat(FOLDER.resolve(name + ".txt")).isNotEmptyFile();
    }
}
