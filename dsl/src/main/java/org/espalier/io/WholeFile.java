package org.espalier.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there whole or not at all. */
final class WholeFile {
    private WholeFile() {}

    /** Writes beside the file first, then renames. */
    static void write(Path file, String text) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".part");
            try {
                Files.writeString(beside, text);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: cannot be written: %s".formatted(file, e), e);
        }
    }
}
