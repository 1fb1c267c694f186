package org.espalier.compile;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.compile.Planner.Planned;
import org.espalier.program.Step.Foreign;
import org.espalier.sparse.SparseMatrix;

/**
 * A compiled network as a zip: {@value #NETWORK} holds the plans, {@code weights/0.bin} and so on the matrices in the
 * formats chosen, and {@value #MODEL} DL4J's model where DL4J computes a layer. {@link CompiledFileReader} reads it.
 */
final class CompiledFile {
    static final String NETWORK = "network.bin";
    static final String MODEL = "model.zip";
    static final long MAGIC = 0x455350414C494552L; // ESPALIER
    static final int VERSION = 1;

    private final Compiled compiled;
    private final List<SparseMatrix> matrices = new ArrayList<>();

    private CompiledFile(Compiled compiled) {
        this.compiled = compiled;
    }

    static String matrix(int number) {
        return "weights/%d.bin".formatted(number);
    }

    /** Writes beside the file first: it is there as a whole or not at all. */
    static void write(Compiled compiled, Path file) {
        if (compiled.runner().isEmpty()) {
            throw new IllegalStateException(
                    "nothing to save: DL4J itself computes this network; save its model by DL4J's ModelSerializer");
        }
        Path whole = file.toAbsolutePath();
        try {
            Path part = Files.createTempFile(whole.getParent(), whole.getFileName() + ".", ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    new CompiledFile(compiled).write(out);
                }
                move(part, whole);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s: the network could not be saved: %s".formatted(whole, e), e);
        }
    }

    private static void move(Path part, Path whole) throws IOException {
        try {
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void write(OutputStream out) throws IOException {
        ByteArrayOutputStream network = new ByteArrayOutputStream();
        writeNetwork(new DataOutputStream(network));
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            zip.putNextEntry(new ZipEntry(NETWORK));
            network.writeTo(zip);
            for (int i = 0; i < matrices.size(); i++) {
                zip.putNextEntry(new ZipEntry(matrix(i)));
                matrices.get(i).write(zip);
            }
            if (compiled.source().program().steps().stream().anyMatch(Foreign.class::isInstance)) {
                zip.putNextEntry(new ZipEntry(MODEL));
                ModelSerializer.writeModel(
                        compiled.source().network().orElseThrow().dl4j(), open(zip), false);
            }
        }
    }

    /** The same stream, which nobody can close. */
    private static OutputStream open(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                out.write(bytes, from, count);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private void writeNetwork(DataOutputStream out) throws IOException {
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeUTF(compiled.backend());
        out.writeUTF(compiled.machine());
        ProgramWriter writer = new ProgramWriter(out, layer -> number(layer.weights()));
        out.writeInt(compiled.options().threads());
        writer.write(compiled.options().batches());
        out.writeUTF(compiled.source().ends().input().layout().name());
        out.writeUTF(compiled.source().ends().output().layout().name());
        writer.write(compiled.source().samples().outputs());
        out.writeInt(compiled.plans().groupFrom());
        List<Planned> plans = compiled.plans().all().toList();
        out.writeInt(plans.size());
        for (Planned plan : plans) {
            out.writeInt(plan.batch());
            writer.write(plan.program());
        }
    }

    /** One file for equal matrices, of both plans or of layers alike. */
    private int number(SparseMatrix matrix) {
        int known = matrices.indexOf(matrix);
        if (known >= 0) {
            return known;
        }
        matrices.add(matrix);
        return matrices.size() - 1;
    }
}
