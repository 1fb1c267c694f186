package org.espalier.kernels.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.kernels.InstructionSet;
import org.espalier.model.Threads;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.SparseBackend;
import org.espalier.sparse.SparseBackends;
import org.espalier.sparse.SparseMatrix;

/**
 * How many times faster than OpenBLAS one layer is on this machine, one thread unless told: a sparse backend in its formats,
 * oneDNN alone, ND4J's operation, and DL4J's layer. They take turns in one process; each has to agree with OpenBLAS before it is timed. Masks
 * are uniform at random, by weight for CSR and by block for column blocks.
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=LayerSpeed
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=LayerSpeed \
 *     -Djmh.options="group=RESNET50_1X1,FC sparsity=0.9 batch=1,32 isa=AVX2 backend=cpu rounds=31"
 * }</pre>
 *
 * <p>All of it takes about an hour; {@code layer=VGG_64_AT_32} asks for one, and {@code at-least=3} fails where a
 * sparse format is not three times as fast as OpenBLAS. Prints Markdown tables: first every layer,
 * each ratio with the interval that holds 95 % of the bootstrapped ones, then geometric means. The last columns say how
 * much of the machine is used: the time that the multiply-adds would take without memory, or that reading and writing
 * everything once would take without multiply-adds, whichever is longer, over the time it took; both are measured in the
 * same race, the second on a buffer of the same size. Convolutions beyond 1×1 have rows for backends that run programs.
 *
 * <p>{@code threads=2} gives every contender two threads; Java must be started with as many, {@code -Despalier.threads=2}
 * in Maven's words. One thread is timed by its CPU time, several by the clock on the wall, so that the machine has to be
 * quiet; then there are no shares of the roofline, which is measured on one thread.
 *
 * <p>To compare AVX2 with AVX2, set {@code OPENBLAS_CORETYPE=Haswell} and {@code DNNL_MAX_CPU_ISA=AVX2} beside
 * {@code isa=AVX2}.
 */
public final class LayerSpeed {
    private static final String PEAK = "peak";
    private static final String READ = "read";
    private static final long STRETCH_NANOS = 1_000_000;
    private static final double TOLERANCE = 1e-4;

    private final SparseBackend backend;
    private final InstructionSet instructions;
    private final int rounds;
    private final Map<String, List<List<Double>>> means = new LinkedHashMap<>();

    private LayerSpeed(SparseBackend backend, InstructionSet instructions, int rounds) {
        this.backend = backend;
        this.instructions = instructions;
        this.rounds = rounds;
    }

    /** Prints the tables; the arguments are {@code key=value,value} words. */
    public static void main(String[] args) {
        Words words = Words.of(args, "group", "layer", "sparsity", "batch", "backend", "isa", "rounds", "threads", "at-least");
        words.of("isa", List.of()).forEach(isa -> System.setProperty("espalier.cpu.isa", isa));
        InstructionSet instructions = words.of("isa", List.of()).stream()
                .map(InstructionSet::valueOf)
                .findFirst()
                .orElseGet(InstructionSet::best);
        SparseBackend backend =
                SparseBackends.named(words.of("backend", List.of("cpu")).get(0));
        System.out.printf(
                "%s; %s: %s; CPU time of 1 thread, wall time of more%n%n",
                Machine.name(), backend.id(), backend.availability().reason());
        LayerSpeed speed = new LayerSpeed(backend, instructions, words.integers("rounds", 31)[0]);
        speed.head();
        List<LayerShape.Group> groups = words.among("group", List.of(LayerShape.Group.values()), Enum::name);
        for (LayerShape shape : words.among("layer", List.of(LayerShape.values()), Enum::name)) {
            if (groups.contains(shape.group())) {
                for (int batch : words.integers("batch", shape.group().batches())) {
                    for (double sparsity : words.numbers("sparsity", 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)) {
                        speed.measure(LayerTask.of(shape, batch), sparsity, words.integers("threads", 1)[0]);
                    }
                }
            }
        }
        speed.means();
        speed.require(words.numbers("at-least", 0)[0]);
    }

    private void head() {
        List<String> titles =
                new ArrayList<>(List.of("layer", "M × K × N", "batch", "sparsity", "threads", LayerContenders.SGEMM + ", µs"));
        LayerContenders.DENSE.stream().skip(1).forEach(name -> titles.add(name + ", ×"));
        LayerContenders.FORMATS.forEach(format -> titles.add(format + ", ×"));
        LayerContenders.FORMATS.forEach(format -> titles.add(format + ", % of roofline"));
        Markdown.head(titles, 2);
    }

    private void measure(LayerTask task, double sparsity, int threads) {
        Threads.use(threads);
        SparseBackend crew = threads == 1 ? backend : onThreads(threads);
        Map<String, SparseMatrix> matrices = new LinkedHashMap<>();
        LayerContenders.FORMATS.forEach(format -> matrices.put(format, task.matrix(format, sparsity)));
        Map<String, Contender> contenders = new LinkedHashMap<>();
        try {
            float[] dense = task.weights();
            LayerContenders.DENSE.forEach(
                    name -> contenders.put(name, checked(LayerContenders.dense(name, task, dense), name, task, dense)));
            matrices.forEach((format, matrix) -> LayerContenders.of(crew, task, matrix)
                    .ifPresent(
                            found -> contenders.put(format, checked(found, format, task, matrix.toDense()))));
            Map<String, Runnable> runs = new LinkedHashMap<>();
            contenders.forEach((name, contender) -> runs.put(name, contender::run));
            var readable = Machine.readable(task.bytes(matrices.get("csr").storedBytes()));
            runs.put(PEAK, Machine.peak(instructions));
            runs.put(READ, Machine.read(instructions, readable));
            Race race = Race.of(runs, rounds, STRETCH_NANOS, threads);
            double nanosPerByte = race.median(READ) / (Float.BYTES * (double) readable.capacity());
            print(task, sparsity, threads, race, matrices, nanosPerByte);
        } finally {
            contenders.values().forEach(Contender::close);
        }
    }

    private SparseBackend onThreads(int threads) {
        SparseBackend told = backend instanceof ProgramBackend programs ? programs.withThreads(threads) : backend;
        if (told != backend) {
            return told;
        }
        throw new IllegalArgumentException(
                "threads=%d: backend %s cannot be told; leave the word out".formatted(threads, backend.id()));
    }

    /** @throws IllegalStateException if the contender computes something else than OpenBLAS */
    private static Contender checked(Contender contender, String name, LayerTask task, float[] weights) {
        try (Contender exact = new Sgemm(task, weights)) {
            exact.run();
            contender.run();
            float[] expected = exact.output();
            float[] found = contender.output();
            float largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < expected.length; i++) {
                // Written so that NaN is refused.
                if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE * largest)) {
                    throw new IllegalStateException("%s of %s: output %d is %s, sgemm's is %s; expected less between them"
                            .formatted(name, task.shape(), i, found[i], expected[i]));
                }
            }
        }
        return contender;
    }

    private void print(
            LayerTask task, double sparsity, int threads, Race race, Map<String, SparseMatrix> matrices, double nanosPerByte) {
        LayerShape shape = task.shape();
        List<String> cells = new ArrayList<>(List.of(
                shape.name(),
                "%d × %d × %d".formatted(shape.out(), shape.inner(), shape.columns(task.batch())),
                Integer.toString(task.batch()),
                "%.0f %%".formatted(100 * sparsity),
                Integer.toString(threads),
                Markdown.number(race.median(LayerContenders.SGEMM) / 1e3)));
        LayerContenders.DENSE.stream()
                .skip(1)
                .forEach(name -> cells.add(
                        Markdown.number(race.speedUp(name, LayerContenders.SGEMM).value())));
        for (String format : LayerContenders.FORMATS) {
            if (race.nanos().containsKey(format)) {
                Race.Ratio ratio = race.speedUp(format, LayerContenders.SGEMM);
                cells.add(Markdown.ratio(ratio));
                String kind = (shape.columns(task.batch()) == 1 ? ", N = 1" : "")
                        + (threads == 1 ? "" : ", %d threads".formatted(threads));
                means.computeIfAbsent(
                                "%s%s | %.0f %% | %s".formatted(shape.group(), kind, 100 * sparsity, format),
                                key -> new ArrayList<>())
                        .add(List.of(
                                ratio.value(),
                                race.speedUp(format, LayerContenders.ONEDNN).value()));
            } else {
                cells.add("–");
            }
        }
        double nanosPerFlop = race.median(PEAK) / Machine.peakFlops(instructions);
        for (String format : LayerContenders.FORMATS) {
            if (race.nanos().containsKey(format) && threads == 1) {
                SparseMatrix matrix = matrices.get(format);
                double floor = Math.max(
                        nanosPerFlop * task.flops(matrix.stored()), nanosPerByte * task.bytes(matrix.storedBytes()));
                cells.add("%.0f".formatted(100 * floor / race.median(format)));
            } else {
                cells.add("–");
            }
        }
        Markdown.row(cells);
    }

    private void means() {
        System.out.println();
        Markdown.head(
                List.of("group", "sparsity", "format", "over sgemm, ×, geometric mean", "over oneDNN, ×", "layers"), 3);
        means.forEach((key, ratios) -> Markdown.row(List.of(
                key, mean(ratios, 0), mean(ratios, 1), Integer.toString(ratios.size()))));
    }

    /** Fails if a sparse format is not so many times faster than OpenBLAS, on a group's mean: for continuous integration. */
    private void require(double ratio) {
        means.forEach((key, ratios) -> {
            if (!key.endsWith("| dense") && geometricMean(ratios, 0) < ratio) {
                throw new IllegalStateException("%s: expected at least %s times sgemm, found %s"
                        .formatted(key, ratio, mean(ratios, 0)));
            }
        });
    }

    private static String mean(List<List<Double>> ratios, int over) {
        return Markdown.number(geometricMean(ratios, over));
    }

    private static double geometricMean(List<List<Double>> ratios, int over) {
        return Math.exp(ratios.stream()
                .mapToDouble(pair -> Math.log(pair.get(over)))
                .average()
                .orElseThrow());
    }
}
