package org.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {

    @TempDir
    private Path folder;

    private String page(String cells) throws IOException {
        Path file = folder.resolve("tour.ipynb");
        Files.writeString(file, "{\"cells\": [" + cells + "], \"nbformat\": 4, \"nbformat_minor\": 5}");
        return HtmlPage.of(Notebook.read(file), file).toHtml();
    }

    private static String code(String source, String outputs) {
        return "{\"cell_type\": \"code\", \"execution_count\": 7, \"source\": " + source + ", \"outputs\": [" + outputs
                + "]}";
    }

    @Test
    void a_page_needs_nothing_from_elsewhere() throws IOException {
        Files.write(folder.resolve("leaf.png"), new byte[] {1, 2, 3});
        String page = page("{\"cell_type\": \"markdown\", \"source\": \"![leaf](leaf.png)\"},"
                + code("\"1\"", "{\"output_type\": \"display_data\", \"data\": {\"image/png\": \"AQID\\n\"}}"));
        assertThat(page)
                .doesNotContain("http:", "https:", "<link", "<script", "@import", "url(", "file:")
                .contains("src=\"data:image/png;base64,AQID\"");
        assertThat(page.split("base64,AQID", -1)).hasSize(3);
    }

    @Test
    void prose_has_tables_and_the_first_heading_is_the_title() throws IOException {
        String page = page("{\"cell_type\": \"markdown\", \"source\": [\"# Prune & see\\n\", \"\\n\", "
                + "\"|a|b|\\n\", \"|-|-|\\n\", \"|1|2|\"]}");
        assertThat(page).contains("<title>Prune &amp; see</title>", "<h1>Prune &amp; see</h1>", "<td>2</td>");
    }

    @Test
    void code_and_text_are_escaped_and_html_is_not() throws IOException {
        String page = page(code(
                "\"List<String> l; // <b>\"",
                "{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": [\"<a>\\n\"]},"
                        + "{\"output_type\": \"execute_result\", \"data\": {\"text/plain\": \"no\","
                        + " \"text/html\": [\"<table>\", \"</table>\"]}},"
                        + "{\"output_type\": \"error\", \"traceback\": [\"\\u001b[31mX\\u001b[0m: <y>\"]}"));
        assertThat(page)
                .contains(
                        "List&lt;String&gt; l; <span class=\"c\">// &lt;b&gt;</span>",
                        "<pre class=\"stdout\">&lt;a&gt;</pre>",
                        "<table></table>",
                        "<pre class=\"error\">X: &lt;y&gt;</pre>",
                        "data-number=\"7\"")
                .doesNotContain("no</pre>");
    }

    @Test
    void the_page_follows_the_reader_s_dark_mode() throws IOException {
        assertThat(page("")).contains("prefers-color-scheme: dark");
    }
}
