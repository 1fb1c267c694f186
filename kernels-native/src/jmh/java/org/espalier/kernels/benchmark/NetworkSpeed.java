package org.espalier.kernels.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.espalier.compile.WeightFormat;
import org.espalier.model.Network;

/**
 * How fast whole networks are on this machine, one thread: ONNX Runtime, DL4J and compiled networks, with the same
 * weights on the same input. They take turns in one process; each has to agree with DL4J's output before it is timed.
 *
 * <pre>{@code
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=NetworkSpeed
 * mvn -ntp -Pjmh -pl dsl,kernels-native -DskipTests verify -Djmh.main=NetworkSpeed \
 *     -Djmh.options="network=lenet5,vgg sparsity=0.9 batch=1,32 rounds=31"
 * }</pre>
 *
 * <p>Prints a Markdown table: milliseconds per batch, and how many times faster than ONNX Runtime, with the interval that
 * holds 95 % of the bootstrapped ratios. Weights are pruned by magnitude, every layer to the same sparsity; ONNX Runtime
 * and DL4J multiply by the zeros too.
 */
public final class NetworkSpeed {
    private static final String BASELINE = "ONNX Runtime";
    private static final String EXACT = "best DL4J";
    private static final double TOLERANCE = 1e-5;
    private static final long STRETCH_NANOS = 2_000_000;
    private static final long INPUT_SEED = 7;

    private NetworkSpeed() {}

    /** Someone who can run a network. */
    private interface Entry {
        Contender enter(TimedNetwork which, Network network, Tensor batch);
    }

    /** Everyone who takes part, in the order of the table's columns; add yours here. */
    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        entries.put(BASELINE, (which, network, batch) -> new OnnxContender(which.name(), network, batch, 1));
        entries.put("DL4J as shipped", (which, network, batch) -> new Dl4jContender(network.asShipped(), batch));
        entries.put(EXACT, (which, network, batch) -> new Dl4jContender(network, batch));
        entries.put("compiled, dense", (which, network, batch) -> new CompiledContender(
                network, which.images(), batch, options -> options.format(WeightFormat.DENSE)));
        entries.put("compiled", (which, network, batch) -> new CompiledContender(
                network, which.images(), batch, UnaryOperator.identity()));
        return entries;
    }

    /** Prints the table; the arguments are {@code key=value,value} words. */
    public static void main(String[] args) {
        Words words = Words.of(args, "network", "sparsity", "batch", "rounds");
        List<TimedNetwork> networks = words.among("network", TimedNetwork.all(), TimedNetwork::name);
        int rounds = words.integers("rounds", 31)[0];
        System.out.printf("%s; ONNX Runtime %s%n%n", Machine.name(), OnnxContender.version());
        List<String> titles = new ArrayList<>(List.of("network", "sparsity", "batch", BASELINE + ", ms"));
        entries().keySet().stream()
                .filter(name -> !name.equals(BASELINE))
                .forEach(name -> titles.add(name + ", ms (× ONNX Runtime)"));
        Markdown.head(titles, 1);
        for (TimedNetwork which : networks) {
            Network dense = which.build();
            for (double sparsity : words.numbers("sparsity", 0, which.sparsity())) {
                Network network = sparsity == 0 ? dense : TimedNetwork.pruned(dense, sparsity);
                for (int batch : words.integers("batch", 1, 32)) {
                    Race race = race(which, network, Tensor.images(batch, which.images(), INPUT_SEED), rounds);
                    print(which, sparsity, batch, race);
                }
            }
        }
    }

    private static Race race(TimedNetwork which, Network network, Tensor batch, int rounds) {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        try {
            entries().forEach((name, entry) -> contenders.put(name, entry.enter(which, network, batch)));
            contenders.values().forEach(Contender::run);
            float[] exact = contenders.get(EXACT).output();
            contenders.forEach((name, contender) -> agree(which.name() + ", " + name, contender.output(), exact));
            Map<String, Runnable> runs = new LinkedHashMap<>();
            contenders.forEach((name, contender) -> runs.put(name, contender::run));
            return Race.of(runs, rounds, STRETCH_NANOS);
        } finally {
            contenders.values().forEach(Contender::close);
        }
    }

    private static void agree(String who, float[] output, float[] exact) {
        if (output.length != exact.length) {
            throw new IllegalStateException(
                    "%s: expected %d outputs, found %d".formatted(who, exact.length, output.length));
        }
        for (int i = 0; i < exact.length; i++) {
            // Written so that NaN is refused.
            if (!(Math.abs(output[i] - exact[i]) <= TOLERANCE)) {
                throw new IllegalStateException("%s: output %d is %s, DL4J's is %s; expected them within %s"
                        .formatted(who, i, output[i], exact[i], TOLERANCE));
            }
        }
    }

    private static void print(TimedNetwork which, double sparsity, int batch, Race race) {
        List<String> cells = new ArrayList<>(List.of(
                which.name(),
                "%.0f %%".formatted(100 * sparsity),
                Integer.toString(batch),
                Markdown.number(race.median(BASELINE) / 1e6)));
        race.nanos().keySet().stream()
                .filter(name -> !name.equals(BASELINE))
                .forEach(name -> cells.add("%s (%s)"
                        .formatted(
                                Markdown.number(race.median(name) / 1e6),
                                Markdown.ratio(race.speedUp(name, BASELINE)))));
        Markdown.row(cells);
    }
}
