package org.espalier.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A folder on this machine holding the files, raw or gzipped. In the user's own cache a wrong file is an error, never
 * passed over: something damaged it, and later runs would quietly use other data. In a folder that some package
 * installed it is only a reason to look elsewhere.
 */
record Folder(String name, Path path, String source, boolean ours) implements Source {

    static Folder cache(Path path) {
        return new Folder("cache", path, "full set, cached", true);
    }

    static Folder installed(String name, Path path) {
        return new Folder(name, path, "full set, " + name, false);
    }

    @Override
    public Attempt find(PublishedSet set) {
        Map<Part, IdxFile> files = new EnumMap<>(Part.class);
        List<String> lacking = new ArrayList<>();
        for (Part part : Part.values()) {
            Path file = fileOf(part);
            if (!Files.exists(file)) {
                lacking.add(part.file());
                continue;
            }
            try {
                files.put(part, set.verified(IdxFile.read(file, part), part));
            } catch (DataException e) {
                if (ours) {
                    throw new DataException(
                            e.getMessage() + " To do so delete " + file
                                    + ": a wrong file in the cache is neither used nor overwritten.",
                            e);
                }
                return new Missing(e.getMessage());
            }
        }
        if (lacking.isEmpty()) {
            return new Found(files, source);
        }
        // No path here: the reason becomes part of Dataset.source(), which notebooks and receipts show to others.
        return new Missing(files.isEmpty() ? "no files" : "lacks " + String.join(", ", lacking));
    }

    /** Where {@code part} lies here: the raw file where there is one, else the gzipped. */
    Path fileOf(Part part) {
        Path raw = path.resolve(part.file());
        return Files.exists(raw) ? raw : path.resolve(part.gzipped());
    }
}
