package org.espalier.compile;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.espalier.compile.Planner.Planned;
import org.espalier.model.Network;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Step.Foreign;
import org.espalier.sparse.SparseMatrix;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CompiledFile} wrote, and refuses what is damaged, cut off or something else. */
final class CompiledFileReader implements ProgramReader.Parts {
    /** Bias, scales and names of a network; a thousand times what any has. */
    private static final int MOST_BYTES = 1 << 28;

    /** A matrix of so many values takes at most so many bytes each, indices and zeros in blocks included. */
    private static final int MOST_BYTES_PER_VALUE = 12;

    private final ZipFile zip;
    private final Map<Integer, SparseMatrix> matrices = new HashMap<>();
    private ArrayLayout layout = ArrayLayout.IMAGE;
    private @Nullable Source model;

    private CompiledFileReader(ZipFile zip) {
        this.zip = zip;
    }

    /**
     * What a file holds.
     *
     * @param machine what the backend had found where the network was planned
     * @param options the batch sizes and threads it was planned for
     * @param source without formats that were chosen for it
     * @param programs by the batch size they were planned for
     */
    record Saved(
            String backend,
            String machine,
            CompileOptions options,
            Source source,
            int groupFrom,
            SortedMap<Integer, Program> programs) {

        /** As they were planned; what a backend does not take is stored otherwise. */
        Plans plans(ProgramBackend runner) {
            List<Planned> plans = new ArrayList<>();
            try {
                programs.forEach((batch, program) -> plans.add(planned(program, batch, runner)));
            } catch (RuntimeException e) {
                plans.forEach(plan -> plan.compiled().close());
                throw e;
            }
            return new Plans(
                    plans.stream().filter(plan -> plan.batch() == 1).findFirst(),
                    plans.stream().filter(plan -> plan.batch() > 1).findFirst(),
                    groupFrom);
        }

        private static Planned planned(Program program, int batch, ProgramBackend runner) {
            Layers layers = Layers.of(program);
            List<WeightFormat> formats = layers.formats().stream()
                    .map(format -> runner.supports(format.kind()) ? format : WeightFormat.DENSE)
                    .toList();
            Program taken = layers.stored(formats);
            return new Planned(taken, batch, runner.compile(taken, batch), OptionalLong.empty(), List.of());
        }
    }

    /** @throws IllegalArgumentException naming the file, what in it is wrong, and how */
    static Saved read(Path file) {
        Path whole = file.toAbsolutePath();
        if (!Files.isRegularFile(whole)) {
            throw new IllegalArgumentException("%s: expected a compiled network, found no such file".formatted(whole));
        }
        try (ZipFile zip = new ZipFile(whole.toFile())) {
            return new CompiledFileReader(zip).read();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s: expected a network saved by SparseNetwork.save, found it damaged or something else: %s"
                            .formatted(whole, e.getMessage()),
                    e);
        }
    }

    private Saved read() throws IOException {
        byte[] bytes = whole(CompiledFile.NETWORK, MOST_BYTES);
        try {
            return read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    CompiledFile.NETWORK + ": " + (e.getMessage() == null ? "it ends too soon" : e.getMessage()), e);
        }
    }

    private Saved read(DataInputStream in) throws IOException {
        if (in.readLong() != CompiledFile.MAGIC) {
            throw new IOException("it does not begin as such a file does");
        }
        int version = in.readInt();
        if (version != CompiledFile.VERSION) {
            throw new IOException(
                    "expected version %d, found %d; compile the model again".formatted(CompiledFile.VERSION, version));
        }
        String backend = in.readUTF();
        String machine = in.readUTF();
        ProgramReader reader = new ProgramReader(in, this);
        int threads = in.readInt();
        List<Integer> batches = reader.numbers();
        layout = reader.one(ArrayLayout.class);
        ArrayLayout output = reader.one(ArrayLayout.class);
        float[] samples = reader.floats();
        int groupFrom = in.readInt();
        int count = in.readInt();
        SortedMap<Integer, Program> programs = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            programs.put(in.readInt(), reader.program());
        }
        if (in.available() > 0 || programs.isEmpty() || programs.firstKey() < 1 || groupFrom < 1) {
            throw new IOException("expected programs for batches of at least 1 and nothing after, found %s and %d bytes"
                    .formatted(programs.keySet(), in.available()));
        }
        Program program = List.copyOf(programs.values()).get(0);
        if (samples.length != Samples.COUNT * program.output().values()) {
            throw new IOException(
                    "expected outputs of %d samples, found %d values".formatted(Samples.COUNT, samples.length));
        }
        CompileOptions planned = CompileOptions.defaults()
                .threads(threads)
                .batches(batches.stream().mapToInt(Integer::intValue).toArray());
        Ends ends = new Ends(new End(layout, program.input()), new End(output, program.output()));
        Optional<Network> network = model == null ? Optional.empty() : model.network();
        return new Saved(
                backend,
                machine,
                planned,
                new Source(program, ends, new Samples(samples), network),
                groupFrom,
                programs);
    }

    @Override
    public SparseMatrix matrix(int number, int rows, long columns) throws IOException {
        SparseMatrix matrix = matrices.get(number);
        if (matrix == null) {
            String name = CompiledFile.matrix(number);
            long most = 1024 + (rows + 16L) * (columns + 16) * MOST_BYTES_PER_VALUE;
            try (Entry entry = new Entry(name, most)) {
                matrix = SparseMatrix.read(entry.stream());
                entry.finish();
            } catch (IOException e) {
                throw new IOException(name + ": " + e.getMessage(), e);
            }
            matrices.put(number, matrix);
        }
        return matrix;
    }

    @Override
    public Foreign.Layer layer(Shape input, int step, Foreign like) throws IOException {
        Source known = model == null ? model(input) : model;
        model = known;
        List<Step> steps = known.program().steps();
        Step found = step < steps.size() ? steps.get(step) : null;
        if (found instanceof Foreign layer
                && layer.name().equals(like.name())
                && layer.inputs().equals(like.inputs())
                && layer.output().equals(like.output())) {
            return layer.layer();
        }
        throw new IOException(
                "step \"%s\": the model in %s has another step in its place; it was translated by another version, compile it again"
                        .formatted(like.name(), CompiledFile.MODEL));
    }

    /** DL4J reads files only. */
    private Source model(Shape input) throws IOException {
        Path copy = Files.createTempFile("espalier", ".zip");
        try {
            try (Entry entry = new Entry(CompiledFile.MODEL, Long.MAX_VALUE)) {
                Files.copy(entry.stream(), copy, StandardCopyOption.REPLACE_EXISTING);
                entry.finish();
            }
            long[] example = layout.arrayShape(1, input);
            return Source.of(Network.load(copy), Arrays.copyOfRange(example, 1, example.length));
        } finally {
            Files.delete(copy);
        }
    }

    private byte[] whole(String name, int most) throws IOException {
        try (Entry entry = new Entry(name, most)) {
            byte[] bytes = entry.stream().readAllBytes();
            entry.finish();
            return bytes;
        }
    }

    /** One file of the zip: not longer than may be, and with the checksum that the zip states, which ZipFile ignores. */
    private final class Entry implements AutoCloseable {
        private final ZipEntry entry;
        private final CheckedInputStream in;

        Entry(String name, long most) throws IOException {
            ZipEntry found = zip.getEntry(name);
            if (found == null) {
                throw new IOException("expected a file %s in it, found none".formatted(name));
            }
            if (found.getSize() > most) {
                throw new IOException("%s: expected at most %d bytes, found %d".formatted(name, most, found.getSize()));
            }
            entry = found;
            in = new CheckedInputStream(new Limited(zip.getInputStream(found), name, most), new CRC32());
        }

        InputStream stream() {
            return in;
        }

        /** To be called when all was read. */
        void finish() throws IOException {
            if (in.read() >= 0) {
                throw new IOException(entry.getName() + ": expected its end, found more bytes");
            }
            if (in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException("%s: expected checksum %08x, found %08x"
                        .formatted(
                                entry.getName(),
                                entry.getCrc(),
                                in.getChecksum().getValue()));
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
