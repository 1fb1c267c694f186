package org.espalier.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.espalier.recipe.PruningRecipe;
import org.junit.jupiter.api.Test;

/** What holds of any recipe, seen on thousands that are drawn at random. */
class DrawnRecipesTest {
    private static final int MANY = 10_000;

    @Test
    void everyRecipeComesBackFromItsYamlAndItsJson() {
        DrawnRecipes.stream(7, MANY).forEach(recipe -> {
            String yaml = recipe.toYaml();
            assertThat(RecipeFile.parse(yaml).recipe())
                    .as(yaml)
                    .isEqualTo(recipe)
                    .hasToString(recipe.toString());
            String json = recipe.toJson();
            PruningRecipe again = RecipeFile.parse(json).recipe();
            assertThat(again).as(json).isEqualTo(recipe);
            assertThat(again.toYaml()).isEqualTo(yaml);
            assertThat(again.toJson()).isEqualTo(json).doesNotContain("\n");
        });
    }

    @Test
    void theDigestIsTheSameForEqualRecipesWhateverTheirNamesAndForNoOthers() {
        Map<String, PruningRecipe> byDigest = new HashMap<>();
        DrawnRecipes.stream(8, MANY).map(recipe -> recipe.named("any")).forEach(recipe -> {
            assertThat(recipe.named("other").sha256())
                    .isEqualTo(recipe.sha256())
                    .hasSize(64);
            assertThat(RecipeFile.parse(recipe.toYaml()).recipe().sha256()).isEqualTo(recipe.sha256());
            PruningRecipe known = byDigest.putIfAbsent(recipe.sha256(), recipe);
            assertThat(known == null || known.equals(recipe))
                    .as("%s and %s", known, recipe)
                    .isTrue();
        });
        assertThat(byDigest).hasSizeGreaterThan(MANY * 9 / 10);
    }
}
