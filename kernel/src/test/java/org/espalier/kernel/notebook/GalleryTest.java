package org.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {

    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";

    @TempDir
    private Path folder;

    @Test
    void every_notebook_is_a_page_and_a_card_and_links_lead_to_pages() throws Exception {
        Path walk = Files.createDirectories(folder.resolve("walk/deep"));
        Files.writeString(folder.resolve("walk/README.md"), "read me");
        Files.writeString(
                folder.resolve("walk/one.ipynb"),
                notebook(
                        "# One\\n\\nA *first* [look](x).\\n\\nSee [two](deep/two.ipynb#end), [this](README.md), [web](https://a.b/c.ipynb)."));
        Files.writeString(walk.resolve("two.ipynb"), notebook("# Two & more\\n\\nBack to [one](../one.ipynb)."));
        Files.createDirectories(folder.resolve("walk/target"));
        Files.writeString(folder.resolve("walk/target/built.ipynb"), notebook("# Built"));

        Path index = Gallery.of(List.of(folder.resolve("walk")), folder.resolve("site"))
                .write();

        assertThat(index).isEqualTo(folder.resolve("site/index.html"));
        assertThat(Files.readString(index))
                .contains("<h2>walk</h2>", "href=\"walk/one.html\">One<", "A first look.", PICTURE)
                .contains("href=\"walk/deep/two.html\">Two &amp; more<")
                .doesNotContain("Built");
        assertThat(Files.readString(folder.resolve("site/walk/one.html")))
                .contains(
                        "href=\"deep/two.html#end\"", "href=\"../../walk/README.md\"", "href=\"https://a.b/c.ipynb\"");
        assertThat(Files.readString(folder.resolve("site/walk/deep/two.html"))).contains("href=\"../one.html\"");
    }

    @Test
    void a_folder_without_notebooks_is_refused() {
        assertThatThrownBy(() -> Gallery.of(List.of(folder), folder.resolve("site")))
                .hasMessage(folder + ": expected notebooks (.ipynb), found none");
        assertThatThrownBy(() -> Gallery.of(List.of(folder.resolve("x")), folder.resolve("site")))
                .hasMessageEndingWith("x: expected a folder of notebooks, found none");
    }

    private static String notebook(String markdown) {
        return """
            {"cells": [
              {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "%s"},
              {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": 1, "source": "1 + 1", "outputs": [
                {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "chart", "text/html": "<img src=\\"%s\\">"}}]}
            ], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """.formatted(markdown, PICTURE);
    }
}
