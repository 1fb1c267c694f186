package org.espalier.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.espalier.engine.Receipt;
import org.espalier.recipe.PruningRecipe;

/**
 * Receipts as JSON.
 *
 * <pre>{@code
 * ReceiptFile.write(run.receipt(), Path.of("half.receipt.json"));
 * }</pre>
 */
public final class ReceiptFile {
    private static final long SCHEMA = 1;
    private static final List<String> KEYS = List.of(
            "receipt",
            "recipe",
            "recipeSha256",
            "experiment",
            "model",
            "data",
            "dataSha256",
            "seeds",
            "environment",
            "modelSha256",
            "lines");

    private ReceiptFile() {}

    /** As JSON. */
    public static String json(Receipt receipt) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("receipt", SCHEMA);
        tree.put("recipe", RecipeTree.of(receipt.recipe()));
        tree.put("recipeSha256", receipt.recipeSha256());
        tree.put("experiment", ExperimentText.tree(receipt.experiment()));
        tree.put("model", receipt.model());
        tree.put("data", receipt.data());
        tree.put("dataSha256", receipt.dataSha256());
        tree.put("seeds", receipt.seeds());
        tree.put("environment", receipt.environment());
        tree.put("modelSha256", receipt.modelSha256());
        tree.put("lines", receipt.lines().stream().map(ReceiptFile::tree).toList());
        return Json.of(tree);
    }

    private static Map<String, Object> tree(Receipt.Line line) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("label", line.label());
        tree.put("step", line.step());
        tree.put("seed", line.seed());
        tree.put("figures", line.figures());
        if (!line.times().isEmpty()) {
            tree.put("times", line.times());
        }
        line.parametersSha256().ifPresent(digest -> tree.put("parametersSha256", digest));
        return tree;
    }

    /** Writes a receipt; whoever reads the file sees the old text or the whole new one. */
    public static void write(Receipt receipt, Path file) {
        WholeFile.write(file, json(receipt));
    }

    /**
     * The receipt in a file.
     *
     * @throws org.espalier.text.FormatException if it holds none, or its recipe is another one than its digest says
     * @throws IllegalArgumentException if there is no such file
     */
    public static Receipt read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("%s: expected a receipt, found no such file".formatted(file));
        }
        try {
            return parse(String.valueOf(file.getFileName()), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be read: %s".formatted(file, e), e);
        }
    }

    /** The receipt that a text says; {@code source} is the file's name for errors, or blank. */
    public static Receipt parse(String source, String text) {
        Fields fields = Fields.of(TextReader.read(source, text), "a receipt", "{receipt: 1, recipe: …}", KEYS);
        long schema = Fields.number("receipt", fields.required("receipt", "1"));
        if (schema != SCHEMA) {
            throw fields.place()
                    .problem("receipt must be %d, found %d; a later version of Espalier may know it", SCHEMA, schema);
        }
        TextNode recipeNode = fields.required("recipe", "{prune: weights, …}");
        PruningRecipe recipe = RecipeReader.read(recipeNode, List.of());
        String digest = text(fields, "recipeSha256");
        if (!digest.equals(recipe.sha256())) {
            throw recipeNode
                    .place()
                    .problem(
                            "the recipe's SHA-256 is %s, but the receipt is for %s: one of them was changed by hand, or the recipe's methods have other parameters here",
                            recipe.sha256(), digest);
        }
        try {
            return new Receipt(
                    recipe,
                    ExperimentText.read(fields.required("experiment", "{model: lenet5, data: mnistSubset}")),
                    text(fields, "model"),
                    text(fields, "data"),
                    text(fields, "dataSha256"),
                    list(fields, "seeds", node -> Fields.number("a seed", node)),
                    strings(fields.required("environment", "{java: …}")),
                    list(fields, "lines", ReceiptFile::line),
                    list(fields, "modelSha256", node -> Fields.text("modelSha256", node)));
        } catch (IllegalArgumentException refused) {
            throw fields.place().problem(refused);
        }
    }

    private static Receipt.Line line(TextNode node) {
        Fields fields = Fields.of(
                node,
                "a line",
                "{label: dense, step: 0, seed: 42, figures: {}}",
                List.of("label", "step", "seed", "figures", "times", "parametersSha256"));
        return new Receipt.Line(
                text(fields, "label"),
                Fields.whole("step", fields.required("step", "0")),
                Fields.number("seed", fields.required("seed", "42")),
                numbers(fields.required("figures", "{macs: 1000}")),
                fields.get("times").map(ReceiptFile::numbers).orElse(Map.of()),
                fields.text("parametersSha256"));
    }

    private static String text(Fields fields, String key) {
        return Fields.text(key, fields.required(key, "a text"));
    }

    private static <T> List<T> list(Fields fields, String key, Function<TextNode, T> each) {
        TextNode node = fields.required(key, "a list");
        if (!(node instanceof TextNode.Listed listed)) {
            throw node.place().problem("%s must be a list, found %s", key, node.shown());
        }
        List<T> values = new ArrayList<>();
        listed.items().forEach(item -> values.add(each.apply(item)));
        return values;
    }

    private static Map<String, Double> numbers(TextNode node) {
        return values(node, Fields::decimal);
    }

    private static Map<String, String> strings(TextNode node) {
        return values(node, Fields::text);
    }

    private static <T> Map<String, T> values(TextNode node, java.util.function.BiFunction<String, TextNode, T> each) {
        if (!(node instanceof TextNode.Mapping mapping)) {
            throw node.place().problem("expected names over values, found %s", node.shown());
        }
        Map<String, T> values = new LinkedHashMap<>();
        mapping.fields().forEach((name, field) -> values.put(name, each.apply(name, field.value())));
        return values;
    }
}
