package org.espalier.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finished pieces of work in a folder: {@code <folder>/<job>/<unit>.checkpoint}. Any number of threads and processes may
 * share it, since whoever does the same piece writes the same bytes.
 */
public final class Checkpoints {
    private static final String SUFFIX = ".checkpoint";
    private static final Pattern PART = Pattern.compile(".*\\.(\\d+)\\.[0-9a-f-]+\\" + CheckpointFile.TEMPORARY);

    private final Path folder;

    private Checkpoints(Path folder) {
        this.folder = folder;
    }

    /**
     * Checkpoints below this folder, which is made where it is not there.
     *
     * @throws IllegalArgumentException if it cannot be made or written to
     */
    public static Checkpoints in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "checkpoints: expected a folder that can be made and written to, found %s: %s; name another"
                            .formatted(folder.toAbsolutePath(), e),
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new IllegalArgumentException(
                    "checkpoints: expected a folder that can be written to, found %s; name another"
                            .formatted(folder.toAbsolutePath()));
        }
        return new Checkpoints(folder);
    }

    /** Where they are. */
    public Path folder() {
        return folder;
    }

    /**
     * What was written for this piece of this job, if anything.
     *
     * @throws DamagedCheckpointException if it is not what was written; {@link #setAside} it
     * @throws UncheckedIOException if it is there and cannot be read
     */
    public Optional<byte[]> read(String job, String unit) {
        Path file = file(job, unit);
        try {
            return Optional.of(CheckpointFile.read(file, identity(job, unit)));
        } catch (IOException e) {
            if (Files.notExists(file)) {
                return Optional.empty();
            }
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Keeps a finished piece.
     *
     * @throws UncheckedIOException if the disk does not take it
     */
    public void write(String job, String unit, byte[] content) {
        Path file = file(job, unit);
        try {
            Path parent = folder.resolve(job);
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
            sweep(parent);
            CheckpointFile.write(file, identity(job, unit), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Renames a damaged checkpoint, so that it is neither read again nor lost to whoever wants to know why. */
    public void setAside(String job, String unit) {
        Path file = file(job, unit);
        try {
            CheckpointFile.moved(file, file.resolveSibling(file.getFileName() + ".damaged"));
        } catch (NoSuchFileException alreadyGone) {
            // Another process was first.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what is no longer needed. */
    public void forget(String job, String unit) {
        try {
            Files.deleteIfExists(file(job, unit));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a piece, there or not. */
    public Path file(String job, String unit) {
        return folder.resolve(job).resolve(unit + SUFFIX);
    }

    private static String identity(String job, String unit) {
        return job + "/" + unit;
    }

    /** What processes that were killed while they wrote have left. */
    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(parent, "*" + CheckpointFile.TEMPORARY)) {
            for (Path part : parts) {
                Matcher named = PART.matcher(part.getFileName().toString());
                boolean alive = named.matches()
                        && ProcessHandle.of(Long.parseLong(named.group(1)))
                                .map(ProcessHandle::isAlive)
                                .orElse(false);
                if (!alive) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
