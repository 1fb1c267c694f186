package org.espalier.io;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.espalier.engine.Receipt;
import org.espalier.engine.Run;

/**
 * DL4J's zip of a pruned model, with the recipe and the receipt beside the parameters; the masks are in the configuration.
 * DL4J itself reads it as any other.
 */
public final class PrunedModelFile {
    // No folder in the zip: DL4J cannot read one that has any.
    private static final String RECIPE = "recipe.yaml";
    private static final String RECEIPT = "receipt.json";

    private PrunedModelFile() {}

    /**
     * Writes the first seed's pruned model; whoever reads the file sees the old zip or the whole new one.
     *
     * @throws IllegalArgumentException if the file cannot be written
     */
    public static void write(Run run, Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".part");
            try {
                run.network().save(beside);
                try (FileSystem zip = opened(beside)) {
                    Files.writeString(zip.getPath(RECIPE), run.recipe().toYaml());
                    Files.writeString(zip.getPath(RECEIPT), ReceiptFile.json(run.receipt()));
                }
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be written: %s".formatted(file, e), e);
        }
    }

    /**
     * How the model in a zip came about; empty for a zip that Espalier did not write.
     *
     * @throws IllegalArgumentException if there is no such file, or it is no zip
     */
    public static Optional<Receipt> history(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("%s: expected a DL4J model zip, found no such file".formatted(file));
        }
        try (FileSystem zip = opened(file)) {
            Path receipt = zip.getPath(RECEIPT);
            return Files.exists(receipt)
                    ? Optional.of(ReceiptFile.parse(RECEIPT, Files.readString(receipt)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: expected a DL4J model zip, found another file: %s".formatted(file, e), e);
        }
    }

    private static FileSystem opened(Path file) throws IOException {
        return FileSystems.newFileSystem(URI.create("jar:" + file.toUri()), Map.of());
    }
}
