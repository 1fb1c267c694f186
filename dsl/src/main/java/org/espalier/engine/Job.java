package org.espalier.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.espalier.checkpoint.Checkpoints;
import org.espalier.checkpoint.DamagedCheckpointException;
import org.espalier.recipe.Recipe;

/**
 * Work whose finished pieces outlive it: its name is a digest of all that its results depend on, so that only the same
 * work finds them. Without a folder nothing is kept and nothing found.
 */
final class Job {
    private final Optional<Checkpoints> checkpoints;
    private final String name;
    private final Meter meter;

    Job(Optional<Checkpoints> checkpoints, String name, Meter meter) {
        this.checkpoints = checkpoints;
        this.name = name;
        this.meter = meter;
    }

    /** Reads a piece. */
    @FunctionalInterface
    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Writes a piece. */
    @FunctionalInterface
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    boolean kept() {
        return checkpoints.isPresent();
    }

    /** A finished piece; empty if it is not there, or damaged, which the meter is told. */
    <T> Optional<T> read(String unit, Reader<T> reader) {
        if (checkpoints.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<byte[]> found = checkpoints.get().read(name, unit);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(reader.read(new DataInputStream(new ByteArrayInputStream(found.get()))));
        } catch (DamagedCheckpointException | IOException e) {
            meter.remark(
                    "Checkpoint %s is damaged: %s. It was set aside and its step is done again, from the one before."
                            .formatted(checkpoints.get().file(name, unit), e.getMessage()));
            checkpoints.get().setAside(name, unit);
            return Optional.empty();
        }
    }

    /** Keeps a piece; a disk that does not take it costs the checkpoint, not the run. */
    void write(String unit, Writer writer) {
        if (checkpoints.isEmpty()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            checkpoints.get().write(name, unit, bytes.toByteArray());
        } catch (UncheckedIOException e) {
            meter.remark("Checkpoint %s could not be written, the run went on without: %s"
                    .formatted(checkpoints.get().file(name, unit), e.getCause()));
        }
    }

    void forget(String unit) {
        checkpoints.ifPresent(kept -> kept.forget(name, unit));
    }

    /** What one recipe and its controls do to this job's dense model. */
    Job of(Recipe recipe, Settings settings) {
        return checkpoints.isEmpty()
                ? this
                : new Job(
                        checkpoints,
                        "recipe-"
                                + Surroundings.sha256(
                                        String.join("\n", name, recipe.sha256(), "" + settings.latencyBatch())),
                        meter);
    }
}
