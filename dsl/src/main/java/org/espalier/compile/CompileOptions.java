package org.espalier.compile;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.model.Threads;
import org.espalier.text.LayerName;

/**
 * How a network is compiled; every question has an answer already. Immutable.
 *
 * <pre>{@code
 * CompileOptions.defaults().batches(1, 64).format("conv1", WeightFormat.DENSE)
 * }</pre>
 *
 * @param backend the id of the backend, {@code "dl4j"} for DL4J itself; empty: the best that runs here
 * @param batches the batch sizes to plan for and to report on, rising; any other works too
 * @param formats how the layers' formats are found
 * @param layers formats of single layers by name, which come before {@code formats}
 * @param threads how many threads a batch may use
 * @param input the shape of one example as the model takes it, without the batch dimension, such as {@code [1, 28, 28]},
 *     where the model does not state it: one that begins with a convolution takes any size
 */
public record CompileOptions(
        Optional<String> backend,
        List<Integer> batches,
        Formats formats,
        Map<String, WeightFormat> layers,
        int threads,
        Optional<List<Integer>> input) {

    /** How formats are found. */
    public sealed interface Formats {
        /** By timing each on this machine. */
        record Measured() implements Formats {}

        /** By a rule over shape and sparsity: the same on each machine and in each run, not always the fastest. */
        record ByRule() implements Formats {}

        /** This one for every layer. */
        record Forced(WeightFormat format) implements Formats {}
    }

    /**
     * Checks the numbers; sorts the batch sizes.
     *
     * @throws IllegalArgumentException if there is no batch size, or a batch size, size of the input or the number of
     *     threads is below 1
     */
    public CompileOptions {
        batches = batches.stream().distinct().sorted().toList();
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        input = input.map(List::copyOf);
        if (batches.isEmpty() || batches.get(0) < 1) {
            throw new IllegalArgumentException("expected batch sizes of at least 1, such as 1, 32; found " + batches);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, found " + threads);
        }
        if (input.isPresent()
                && (input.get().isEmpty()
                        || input.get().size() > 3
                        || input.get().stream().anyMatch(size -> size < 1))) {
            throw new IllegalArgumentException(
                    "expected the shape of one example, such as [784] or [1, 28, 28], found " + input.get());
        }
    }

    /** The best backend, batches of 1 and 32, formats measured, as many threads as ND4J's operations use. */
    public static CompileOptions defaults() {
        return new CompileOptions(
                Optional.empty(), List.of(1, 32), new Formats.Measured(), Map.of(), Threads.wanted(), Optional.empty());
    }

    /**
     * On this backend and no other: {@code "cpu"}, {@code "vector"}, {@code "opencl"}, {@code "cuda"}, or {@code "dl4j"}
     * for DL4J itself. The two of GPUs are taken when named only, and there threads that share a network take turns.
     */
    public CompileOptions backend(String id) {
        return new CompileOptions(Optional.of(id), batches, formats, layers, threads, input);
    }

    /** Plans for these batch sizes. Without 1, or with 1 alone, one way of running is compiled instead of two. */
    public CompileOptions batches(int... sizes) {
        return new CompileOptions(backend, Arrays.stream(sizes).boxed().toList(), formats, layers, threads, input);
    }

    /** Finds formats by timing each on this machine, as is done unless told otherwise. */
    public CompileOptions measured() {
        return new CompileOptions(backend, batches, new Formats.Measured(), layers, threads, input);
    }

    /** Finds formats by a fixed rule, without measuring: the same each time. */
    public CompileOptions byRule() {
        return new CompileOptions(backend, batches, new Formats.ByRule(), layers, threads, input);
    }

    /** Stores every layer like this, without measuring. */
    public CompileOptions format(WeightFormat format) {
        return new CompileOptions(backend, batches, new Formats.Forced(format), layers, threads, input);
    }

    /** Stores the layer of this name like this, whatever is done with the others. */
    public CompileOptions format(@LayerName String layer, WeightFormat format) {
        Map<String, WeightFormat> more = new LinkedHashMap<>(layers);
        more.put(layer, format);
        return new CompileOptions(backend, batches, formats, more, threads, input);
    }

    /** With so many threads for each batch. */
    public CompileOptions threads(int count) {
        return new CompileOptions(backend, batches, formats, layers, count, input);
    }

    /** For examples of this shape, such as {@code 1, 28, 28}; needed where the model begins with a convolution. */
    public CompileOptions input(int... shape) {
        return new CompileOptions(
                backend,
                batches,
                formats,
                layers,
                threads,
                Optional.of(Arrays.stream(shape).boxed().toList()));
    }
}
