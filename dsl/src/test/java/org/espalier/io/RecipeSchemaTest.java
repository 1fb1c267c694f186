package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.Pruning.recipeSchema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.catalogue.Catalogue;
import org.espalier.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeSchemaTest {
    private static final int DRAWN = 3_000;
    private static final Path COMMITTED = Path.of("src/main/resources/org/espalier/io/recipe-1.schema.json");

    private static final Path GENERATED = Path.of("target/recipe-1.schema.json");

    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(recipeSchema(), InputFormat.JSON);

    private List<Error> faults(String text, InputFormat format) {
        return schema.validate(text, format);
    }

    @Test
    void everyRecipeFitsAndSoDoesItsYaml() {
        DrawnRecipes.stream(31, DRAWN).forEach(recipe -> {
            assertThat(faults(recipe.toJson(), InputFormat.JSON))
                    .as(recipe.toJson())
                    .isEmpty();
        });
        DrawnRecipes.stream(32, DRAWN / 10).forEach(recipe -> {
            assertThat(faults(recipe.toYaml(), InputFormat.YAML))
                    .as(recipe.toYaml())
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{prune: weights, by: magnitude, to: {sparsity: 0.9}}",
                "{prune: {unit: channels}, by: {taylor: }, to: {macsAtMost: 1}, in: {layers: [conv1, 2]}}",
                "{gate: featureBoosting, whileTraining: 3}",
                "{prune: weights, by: lamp, to: {sparsity: 0.9}, experiment: {model: lenet5, data: mnistSubset, seeds:"
                        + " [1]}}"
            })
    void whatIsReadFits(String text) {
        assertThat(RecipeFile.parse(text).recipe()).isNotNull();
        assertThat(faults(text, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{by: magnitude, to: {sparsity: 0.9}}",
                "{gate: featureBoosting}",
                "{prune: wieghts, by: magnitude, to: {sparsity: 0.9}}",
                "{prune: weights, bye: magnitude, to: {sparsity: 0.9}}",
                "{prune: weights, by: magnitud, to: {sparsity: 0.9}}",
                "{prune: weights, by: {taylor: {batchs: 3}}, to: {sparsity: 0.9}}",
                "{prune: weights, by: {taylor: {batches: many}}, to: {sparsity: 0.9}}",
                "{prune: weights, by: {taylor: {}, snip: {}}, to: {sparsity: 0.9}}",
                "{prune: weights, by: magnitude, to: {sparsity: 90}}",
                "{prune: weights, by: magnitude, to: {sparsity: 0.9, macsAtMost: 0.5}}",
                "{prune: weights, by: magnitude, to: {sparsity: 0.9}, in: {rank: globally}}",
                "{prune: weights, by: magnitude, to: {sparsity: 0.9}, seed: 0.5}",
                "{prune: weights, by: magnitude, to: {sparsity: 0.9}, schema: 2}",
                "{prune: weights, by: magnitude, to: {sparsity: 0.9}, then: fineTune}"
            })
    void whatIsRefusedForAKeyANameOrATypeDoesNotFit(String text) {
        assertThat(faults(text, InputFormat.YAML)).isNotEmpty();
    }

    @Test
    void theCommittedSchemaIsTheGeneratedOne() throws IOException {
        List<Entry> published = Catalogue.entries().stream()
                .filter(entry -> entry.method().getClass().getEnclosingClass() == null)
                .toList();
        String generated = RecipeSchema.json(published);
        Files.writeString(GENERATED, generated);
        assertThat(COMMITTED).as("to be copied from %s", GENERATED).hasContent(generated);
    }
}
