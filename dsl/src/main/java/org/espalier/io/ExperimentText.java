package org.espalier.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.espalier.data.DataReference;
import org.espalier.engine.ExperimentDescription;
import org.espalier.zoo.ModelReference;

/** An experiment's description as keys and values: {@code {model: lenet5, data: mnistSubset, seeds: [1, 2, 3]}}. */
final class ExperimentText {
    static final List<String> KEYS =
            List.of("model", "data", "epochs", "seeds", "batchSize", "latencyBatch", "controls");
    private static final String EXAMPLE = "{model: lenet5, data: mnistSubset}";
    private static final String MODEL_EXAMPLE = "lenet5, {zoo: resnet20, width: 8} or {file: model.zip}";
    private static final String DATA_EXAMPLE = "mnistSubset or {folder: digits}";

    private ExperimentText() {}

    static Map<String, Object> tree(ExperimentDescription described) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", model(described.model()));
        tree.put("data", data(described.data()));
        described.epochs().ifPresent(epochs -> tree.put("epochs", epochs));
        tree.put("seeds", described.seeds());
        tree.put("batchSize", described.batchSize());
        tree.put("latencyBatch", described.latencyBatch());
        tree.put("controls", described.controls());
        return tree;
    }

    private static Object model(ModelReference model) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (model instanceof ModelReference.OfZoo zoo) {
            if (zoo.width().isEmpty()) {
                return zoo.name();
            }
            tree.put("zoo", zoo.name());
            tree.put("width", zoo.width().getAsInt());
        } else if (model instanceof ModelReference.OfFile file) {
            tree.put("file", file.file());
            file.sha256().ifPresent(digest -> tree.put("sha256", digest));
        } else {
            ModelReference.Given given = (ModelReference.Given) model;
            tree.put("given", given.name());
            given.sha256().ifPresent(digest -> tree.put("sha256", digest));
        }
        return tree;
    }

    private static Object data(DataReference data) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (data.origin() instanceof DataReference.Named named) {
            if (data.equals(DataReference.all(named))) {
                return named.name();
            }
            tree.put("set", named.name());
        } else if (data.origin() instanceof DataReference.OfFolder folder) {
            tree.put("folder", folder.folder());
        } else {
            tree.put("given", ((DataReference.Given) data.origin()).name());
        }
        data.trainImages().ifPresent(images -> tree.put("trainImages", images));
        data.testImages().ifPresent(images -> tree.put("testImages", images));
        tree.put("dataSeed", data.dataSeed());
        return tree;
    }

    static ExperimentDescription read(TextNode node) {
        Fields fields = Fields.of(node, "experiment", EXAMPLE, KEYS);
        ModelReference model = model(fields.required("model", MODEL_EXAMPLE));
        DataReference data = data(fields.required("data", DATA_EXAMPLE));
        ExperimentDescription usual = ExperimentDescription.of(model, data);
        try {
            return new ExperimentDescription(
                    model,
                    data,
                    fields.whole("epochs"),
                    fields.get("seeds").map(ExperimentText::seeds).orElse(usual.seeds()),
                    fields.whole("batchSize").orElse(usual.batchSize()),
                    fields.whole("latencyBatch").orElse(usual.latencyBatch()),
                    fields.truth("controls").orElse(usual.controls()));
        } catch (IllegalArgumentException refused) {
            throw node.place().problem(refused);
        }
    }

    private static List<Long> seeds(TextNode node) {
        if (!(node instanceof TextNode.Listed list)) {
            throw node.place().problem("seeds must be a list, such as [1, 2, 3], found %s", node.shown());
        }
        List<Long> seeds = new ArrayList<>();
        list.items().forEach(item -> seeds.add(Fields.number("a seed", item)));
        return seeds;
    }

    private static ModelReference model(TextNode node) {
        if (node instanceof TextNode.Scalar) {
            return new ModelReference.OfZoo(Fields.text("model", node), OptionalInt.empty());
        }
        Fields fields = Fields.of(node, "model", MODEL_EXAMPLE, List.of("zoo", "width", "file", "given", "sha256"));
        return switch (only(node, fields, "model", List.of("zoo", "file", "given"))) {
            case "zoo" -> {
                refuse(fields, "sha256", "a model of the zoo");
                yield new ModelReference.OfZoo(fields.text("zoo").orElseThrow(), fields.whole("width"));
            }
            case "file" -> {
                refuse(fields, "width", "a file");
                yield new ModelReference.OfFile(fields.text("file").orElseThrow(), fields.text("sha256"));
            }
            default -> {
                refuse(fields, "width", "a given model");
                yield new ModelReference.Given(fields.text("given").orElseThrow(), fields.text("sha256"));
            }
        };
    }

    private static DataReference data(TextNode node) {
        if (node instanceof TextNode.Scalar) {
            return DataReference.all(new DataReference.Named(Fields.text("data", node)));
        }
        Fields fields = Fields.of(
                node, "data", DATA_EXAMPLE, List.of("set", "folder", "given", "trainImages", "testImages", "dataSeed"));
        DataReference.Origin origin = switch (only(node, fields, "data", List.of("set", "folder", "given"))) {
            case "set" -> new DataReference.Named(fields.text("set").orElseThrow());
            case "folder" -> new DataReference.OfFolder(fields.text("folder").orElseThrow());
            default -> new DataReference.Given(fields.text("given").orElseThrow());
        };
        return new DataReference(
                origin,
                fields.whole("trainImages"),
                fields.whole("testImages"),
                fields.number("dataSeed").orElse(DataReference.all(origin).dataSeed()));
    }

    private static String only(TextNode node, Fields fields, String what, List<String> keys) {
        List<String> found =
                keys.stream().filter(key -> fields.get(key).isPresent()).toList();
        if (found.size() != 1) {
            throw node.place().problem("%s: expected one of the keys %s, found %s", what, keys, node.shown());
        }
        return found.get(0);
    }

    private static void refuse(Fields fields, String key, String what) {
        Optional<TextNode> found = fields.get(key);
        if (found.isPresent()) {
            throw found.get().place().problem("%s has no %s; leave it out", what, key);
        }
    }
}
