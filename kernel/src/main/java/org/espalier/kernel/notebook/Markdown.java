package org.espalier.kernel.notebook;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Image;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/**
 * The prose of a notebook as HTML.
 *
 * @param folder where the notebook's pictures lie; {@code null} when unknown
 */
record Markdown(@Nullable Path folder) {

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final String ATTACHMENT = "attachment:";

    String toHtml(NotebookCell cell) {
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    if (node instanceof Image image) {
                        inline(cell, image.getDestination(), attributes);
                    }
                })
                .build();
        return renderer.render(PARSER.parse(cell.source()));
    }

    /** Puts a picture into the page itself; one that isn't there stays a broken link, which can be seen. */
    private void inline(NotebookCell cell, String source, Map<String, String> attributes) {
        Optional<String> data =
                source.startsWith(ATTACHMENT) ? attachment(cell, source.substring(ATTACHMENT.length())) : file(source);
        data.ifPresent(uri -> attributes.put("src", uri));
    }

    private static Optional<String> attachment(NotebookCell cell, String name) {
        if (cell.json().get("attachments") instanceof JsonObject all && all.get(name) instanceof JsonObject forms) {
            return forms.entrySet().stream()
                    .findFirst()
                    .map(form -> "data:" + form.getKey() + ";base64," + NotebookCell.text(form.getValue()));
        }
        return Optional.empty();
    }

    private Optional<String> file(String source) {
        String type = URLConnection.guessContentTypeFromName(source.endsWith(".svg") ? "" : source);
        String media = source.endsWith(".svg") ? "image/svg+xml" : type;
        if (folder == null || media == null || source.contains(":")) {
            return Optional.empty();
        }
        try {
            byte[] content = Files.readAllBytes(folder.resolve(source));
            return Optional.of(
                    "data:" + media + ";base64," + Base64.getEncoder().encodeToString(content));
        } catch (IOException | InvalidPathException missing) {
            return Optional.empty();
        }
    }
}
