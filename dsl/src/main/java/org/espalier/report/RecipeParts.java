package org.espalier.report;

import org.espalier.recipe.PruningRecipe;

/** A recipe as its sentence and its YAML, which says every parameter and can be copied into a file. */
final class RecipeParts {
    private RecipeParts() {}

    static Rendering of(PruningRecipe recipe) {
        String yaml = recipe.toYaml().stripTrailing();
        String html = "<p><b>%s</b><br>%s</p>\n<pre>%s</pre>\n"
                .formatted(Html.escape(recipe.name()), Html.escape(recipe.sentence()), Html.escape(yaml));
        return Rendering.html(
                html, recipe + System.lineSeparator() + yaml.indent(2).stripTrailing());
    }
}
