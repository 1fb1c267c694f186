package org.espalier.compile;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.espalier.sparse.SparseBackends;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained network made ready to run fast: batch normalisation folded, every layer stored in the format that is fastest
 * here, all data in one place from the first layer to the last. Its outputs are DL4J's to rounding, which compiling checks.
 * Any number of threads may use it at once; close it when done.
 *
 * <pre>{@code
 * var compiled = run.compile();
 * compiled.output(images)       // as net.output(images)
 * compiled                      // what each layer's format won
 * }</pre>
 */
public final class SparseNetwork implements AutoCloseable {
    private final Compiled compiled;
    private final Executor executor;
    private @Nullable CompileReport report;
    private volatile boolean closed;

    SparseNetwork(Compiled compiled, Executor executor) {
        this.compiled = compiled;
        this.executor = executor;
    }

    /**
     * Compiles a DL4J model, which is copied and never changed: for batches of 1 and more, formats measured, on the best
     * backend that runs here.
     *
     * @throws IllegalArgumentException as {@link #compile(Model, CompileOptions)}
     */
    public static SparseNetwork compile(Model model) {
        return compile(model, CompileOptions.defaults());
    }

    /**
     * Compiles a DL4J model, which is copied and never changed.
     *
     * <pre>{@code
     * SparseNetwork.compile(model, CompileOptions.defaults().input(1, 28, 28).batches(1))
     * }</pre>
     *
     * @throws IllegalArgumentException if it is not one that {@code Network.of} takes, states no input shape while the
     *     options give none, or has no layer of a name in the options; if there is no such backend, or it does not take a
     *     format asked for
     * @throws IllegalStateException if the backend asked for cannot run here, or the outputs differ from DL4J's by more than
     *     rounding, naming the first step that does
     */
    public static SparseNetwork compile(Model model, CompileOptions options) {
        return new Compiler(SparseBackends.all(), PlanCache.SHARED).compile(model, options);
    }

    /**
     * Reads what {@link #save} wrote. Nothing is timed: formats stay as they were chosen, on the same backend if it runs
     * here. Outputs are compared with DL4J's of then.
     *
     * <pre>{@code
     * var compiled = SparseNetwork.load(Path.of("lenet.espalier"));
     * }</pre>
     *
     * @throws IllegalArgumentException if there is no such file, or it is damaged or something else; says what and where
     * @throws IllegalStateException if no backend runs here and the file holds no DL4J model, or the outputs differ from
     *     DL4J's by more than rounding
     */
    public static SparseNetwork load(Path file) {
        return new Compiler(SparseBackends.all(), PlanCache.SHARED).load(file);
    }

    /**
     * Reads what {@link #save} wrote and plans anew: for another machine, other batch sizes or more threads.
     *
     * @throws IllegalArgumentException as {@link #load(Path)} and {@link #compile(Model, CompileOptions)}
     * @throws IllegalStateException as {@link #load(Path)}
     */
    public static SparseNetwork load(Path file, CompileOptions options) {
        return new Compiler(SparseBackends.all(), PlanCache.SHARED).load(file, options);
    }

    /**
     * Writes the weights in their formats, and DL4J's model if DL4J computes a layer. The file is there as a whole or not
     * at all.
     *
     * @throws java.io.UncheckedIOException if it cannot be written
     * @throws IllegalStateException if DL4J itself computes this network, or it is closed
     */
    public void save(Path file) {
        requireOpen();
        CompiledFile.write(compiled, file);
    }

    /**
     * Computes a batch.
     *
     * @param features {@code [n, channels, height, width]} or {@code [n, features]}, of any order, view or type, at least
     *     one example; not changed
     * @return a new array of floats, shaped as DL4J's: {@code [n, classes]} for classifiers. An example's last bits may
     *     differ with the size of the batch it is in
     * @throws IllegalArgumentException if the shape is another
     * @throws IllegalStateException if this network is closed
     */
    public INDArray output(INDArray features) {
        requireOpen();
        return compiled.source().ends().through(executor, features);
    }

    /**
     * Computes a batch without ND4J.
     *
     * @param features {@code [examples, channels, height, width]}
     * @return {@code [examples, classes]}, or {@code [examples, channels, height, width]}
     * @throws IllegalArgumentException if there are other numbers of values
     * @throws IllegalStateException if this network is closed
     */
    public float[] output(float[] features, int examples) {
        requireOpen();
        return compiled.source().ends().through(executor, features, examples);
    }

    /** The id of the backend that computes it; {@code "dl4j"} if none runs here. */
    public String backend() {
        return compiled.backend();
    }

    /** How far its outputs are from DL4J's. */
    public Agreement agreement() {
        return compiled.agreement();
    }

    /** Backends passed over, formats given up, and why. */
    public List<String> remarks() {
        return compiled.remarks();
    }

    /**
     * The format of each convolution and dense layer in a batch of this size.
     *
     * @return by layer, in order; empty where DL4J computes everything
     */
    public Map<String, WeightFormat> formats(int batch) {
        Map<String, WeightFormat> formats = new LinkedHashMap<>();
        compiled.layers(batch)
                .ifPresent(layers -> layers.convolutions()
                        .forEach(layer -> formats.put(layer.name(), WeightFormat.of(layer.weights()))));
        return formats;
    }

    /**
     * What each layer's format won, and the whole beside the dense computations. Timed when first asked for, at least 30
     * times each; that takes a few seconds, more for large networks.
     *
     * @throws IllegalStateException if this network is closed and was never asked before
     */
    public synchronized CompileReport report() {
        if (report == null) {
            requireOpen();
            report = new Ledger(compiled, executor).report();
        }
        return report;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this network is closed; compile it again");
        }
    }

    /** Frees what is held outside the Java heap, after executions under way; further calls do nothing. */
    @Override
    public void close() {
        closed = true;
        executor.close();
    }

    @Override
    public String toString() {
        return compiled.toString();
    }
}
