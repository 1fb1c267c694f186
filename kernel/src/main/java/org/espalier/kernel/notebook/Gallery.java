package org.espalier.kernel.notebook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notebooks as they are, outputs and all, as HTML pages that link to each other, with an index of them: for each its title,
 * its first paragraph and its first picture. Nothing is run.
 */
public final class Gallery {
    private static final Pattern LINK = Pattern.compile("href=\"([^\"#:]+)(#[^\"]*)?\"");
    private static final Pattern PICTURE = Pattern.compile("data:image/png;base64,[A-Za-z0-9+/=\\s]+");

    private final Map<Path, Path> pages;
    private final Path out;

    private Gallery(Map<Path, Path> pages, Path out) {
        this.pages = pages;
        this.out = out;
    }

    /**
     * A gallery of all notebooks in some folders.
     *
     * @param folders looked through with all that is in them; each is a chapter
     * @param out the folder of the gallery
     * @throws IllegalArgumentException if a folder is missing, or there is no notebook in it
     */
    public static Gallery of(List<Path> folders, Path out) throws IOException {
        Map<Path, Path> pages = new LinkedHashMap<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new IllegalArgumentException(folder + ": expected a folder of notebooks, found none");
            }
            int before = pages.size();
            try (var files = Files.walk(folder)) {
                files.filter(Gallery::isSource)
                        .sorted()
                        .forEach(file -> pages.put(
                                absolute(file),
                                absolute(out.resolve(
                                                String.valueOf(absolute(folder).getFileName()))
                                        .resolve(folder.relativize(file)
                                                .toString()
                                                .replaceFirst("\\.ipynb$", ".html")))));
            }
            if (pages.size() == before) {
                throw new IllegalArgumentException(folder + ": expected notebooks (.ipynb), found none");
            }
        }
        return new Gallery(pages, absolute(out));
    }

    private static boolean isSource(Path file) {
        for (Path part : file) {
            if (part.toString().equals("target") || part.toString().startsWith(".ipynb")) {
                return false;
            }
        }
        return file.toString().endsWith(".ipynb");
    }

    /** Writes every page and the index, and returns the index. */
    public Path write() throws IOException {
        StringBuilder index = new StringBuilder();
        Path chapter = out;
        for (Map.Entry<Path, Path> entry : pages.entrySet()) {
            Path page = entry.getValue();
            Notebook notebook = Notebook.read(entry.getKey());
            HtmlPage html = HtmlPage.of(notebook, entry.getKey());
            String text = linked(html.toHtml(), entry.getKey(), page);
            Files.createDirectories(page.getParent());
            Notebook.replace(page, text);
            Path of = out.relativize(page).getName(0);
            if (!of.equals(chapter)) {
                chapter = of;
                index.append("<h2>").append(JavaMarkup.escape(of.toString())).append("</h2>\n");
            }
            index.append(card(html.title(), notebook, text, page));
        }
        Path file = out.resolve("index.html");
        Notebook.replace(file, HtmlPage.around("Notebooks", "<h1>Notebooks</h1>\n" + index));
        return file;
    }

    private String card(String title, Notebook notebook, String text, Path page) {
        Matcher picture = PICTURE.matcher(text);
        String image = picture.find()
                ? "<img alt=\"\" style=\"max-width:24em;max-height:16em\" src=\"%s\">".formatted(picture.group())
                : "";
        String link = out.relativize(page).toString().replace('\\', '/');
        return "<section class=\"prose\">\n<h3><a href=\"%s\">%s</a></h3>\n<p>%s</p>\n%s</section>\n"
                .formatted(link, JavaMarkup.escape(title), JavaMarkup.escape(firstParagraph(notebook)), image);
    }

    /** Without the marks of Markdown, which a card has no room for. */
    private static String firstParagraph(Notebook notebook) {
        return notebook.cells().stream()
                .filter(NotebookCell::isMarkdown)
                .flatMap(cell -> Pattern.compile("\\n\\s*\\n").splitAsStream(cell.source()))
                .map(String::strip)
                .filter(paragraph -> !paragraph.isEmpty() && !paragraph.startsWith("#"))
                .map(paragraph ->
                        paragraph.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replaceAll("[*`_]", ""))
                .findFirst()
                .orElse("");
    }

    /** Links to notebooks lead to their pages, others to where they led before. */
    private String linked(String html, Path notebook, Path page) {
        return LINK.matcher(html).replaceAll(match -> {
            Path target = absolute(notebook.resolveSibling(match.group(1)));
            Path there = pages.getOrDefault(target, target);
            String anchor = match.group(2) == null ? "" : match.group(2);
            String link = Files.exists(target)
                    ? page.getParent().relativize(there).toString().replace('\\', '/')
                    : match.group(1);
            return Matcher.quoteReplacement("href=\"%s%s\"".formatted(link, anchor));
        });
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
