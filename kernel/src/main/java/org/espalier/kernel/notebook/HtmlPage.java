package org.espalier.kernel.notebook;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A notebook as one HTML file that needs no other: styles and pictures are inside, and there is no script. */
public final class HtmlPage {

    private final Markdown markdown;
    private final Notebook notebook;
    private final String fallbackTitle;

    private HtmlPage(Notebook notebook, Path notebookFile) {
        this.notebook = notebook;
        this.markdown = new Markdown(notebookFile.toAbsolutePath().getParent());
        this.fallbackTitle = String.valueOf(notebookFile.getFileName()).replaceFirst("\\.ipynb$", "");
    }

    /** The page of a notebook that was read from {@code notebookFile}, beside which its pictures lie. */
    public static HtmlPage of(Notebook notebook, Path notebookFile) {
        return new HtmlPage(notebook, notebookFile);
    }

    /**
     * Writes the page, replacing an older one as a whole.
     *
     * @throws IOException when the file cannot be written
     */
    public void write(Path file) throws IOException {
        Notebook.replace(file, toHtml());
    }

    /** The text of the page. */
    String toHtml() {
        StringBuilder page = new StringBuilder();
        for (NotebookCell cell : notebook.cells()) {
            if (cell.isMarkdown()) {
                page.append("<section class=\"prose\">\n")
                        .append(markdown.toHtml(cell))
                        .append("</section>\n");
            } else if (cell.isCode() && !cell.source().isBlank()) {
                code(page, cell);
            }
        }
        return around(title(), page.toString());
    }

    /** A page in the style of all, around its body. */
    static String around(String title, String body) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + JavaMarkup.escape(title)
                + "</title>\n<style>\n"
                + styles()
                + "</style>\n</head>\n<body>\n<main>\n"
                + body
                + "</main>\n</body>\n</html>\n";
    }

    /** The first heading, else the file's name. */
    String title() {
        return notebook.cells().stream()
                .filter(NotebookCell::isMarkdown)
                .flatMap(cell -> cell.source().lines())
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2).strip())
                .findFirst()
                .orElse(fallbackTitle);
    }

    private static void code(StringBuilder page, NotebookCell cell) {
        JsonElement count = cell.json().get("execution_count");
        String number = count != null && count.isJsonPrimitive() ? count.getAsString() : " ";
        page.append("<section class=\"code\">\n<pre class=\"source\" data-number=\"")
                .append(JavaMarkup.escape(number))
                .append("\"><code>")
                .append(JavaMarkup.toHtml(cell.source().stripTrailing()))
                .append("</code></pre>\n");
        page.append(OutputMarkup.toHtml(cell.outputs())).append("</section>\n");
    }

    private static String styles() {
        try (var in = HtmlPage.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
