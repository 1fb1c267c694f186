package org.espalier.data;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A scratch folder beside the cache, for files on their way into it. They are moved in by one atomic rename each, once
 * verified, so that an interrupted fetch leaves nothing half-written in the cache. Closing deletes what was not kept.
 */
record Arrivals(Path cache, Path scratch) implements AutoCloseable {

    /** Makes the cache folder where it is lacking, and a scratch folder on the same file system. */
    static Arrivals at(Path cache) throws IOException {
        Files.createDirectories(cache);
        return new Arrivals(cache, Files.createTempDirectory(cache, ".arriving-"));
    }

    /** Moves a verified file into the cache, unless the cache holds that part already. */
    void keep(Part part, Path verified) throws IOException {
        if (!Files.exists(Folder.cache(cache).fileOf(part))) {
            Files.move(verified, cache.resolve(verified.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Deletes as much as can be deleted: a folder left over harms nobody, and must not cost the files just kept. */
    @Override
    public void close() {
        deleteWhole(scratch.toFile());
    }

    private static void deleteWhole(File file) {
        File @Nullable [] inside = file.listFiles();
        if (inside != null && !Files.isSymbolicLink(file.toPath())) {
            for (File each : inside) {
                deleteWhole(each);
            }
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
