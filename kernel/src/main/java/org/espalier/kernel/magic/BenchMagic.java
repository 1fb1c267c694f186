package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.report.Rendering;
import org.espalier.report.Reports;
import org.jspecify.annotations.Nullable;

/** {@code %%bench}: how long a cell takes when it is run again and again. */
@AutoService(Magic.class)
public final class BenchMagic implements Magic {

    private static final int REPEATS = 30;
    private static final int WARM_UP = 10;
    private static final long WARM_UP_NANOS = 500_000_000;
    /** Shorter bodies are run several times between two looks at the clock, which itself takes some tens of nanoseconds. */
    private static final long SHORTEST_NANOS = 100_000;

    /** Keeps results alive, so that the compiler cannot leave out the work. */
    private volatile @Nullable Object result;

    /** Called by {@link java.util.ServiceLoader}. */
    public BenchMagic() {}

    @Override
    public String name() {
        return "%%bench";
    }

    @Override
    public String arguments() {
        return "[-n REPEATS] [-w WARM-UP]";
    }

    @Override
    public String purpose() {
        return "runs the cell " + WARM_UP + " times or half a second unmeasured, then " + REPEATS
                + " times: median, p95, min";
    }

    @Override
    public boolean takesJava() {
        return true;
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) throws Exception {
        int repeats = REPEATS;
        int warmUp = WARM_UP;
        for (Iterator<String> words = invocation.words().iterator(); words.hasNext(); ) {
            String option = words.next();
            String value = words.hasNext() ? words.next() : "";
            switch (option) {
                case "-n" -> repeats = count(option, value, 1);
                case "-w" -> warmUp = count(option, value, 0);
                default -> throw new MagicException("%%bench knows -n and -w, found: " + option);
            }
        }
        if (invocation.body().isBlank()) {
            throw new MagicException("%%bench needs Java below its line");
        }
        Callable<?> body = workspace.compile(invocation.body(), invocation.bodyOffset());
        int before = warmUp;
        int measured = repeats;
        return Optional.of(workspace.interruptibly(() -> table(measure(body, before, measured), before)));
    }

    private static int count(String option, String value, int least) {
        int count = value.matches("\\d{1,7}") ? Integer.parseInt(value) : -1;
        if (count < least) {
            throw new MagicException(
                    "%%bench " + option + " needs a whole number of at least " + least + ", found: " + value);
        }
        return count;
    }

    private record Measured(double[] nanos, int runsEach) {}

    private Measured measure(Callable<?> body, int warmUp, int repeats) throws Exception {
        long shortest = Long.MAX_VALUE;
        long begun = System.nanoTime();
        // A short body is compiled to machine code only after some thousand runs.
        for (int i = 0; i < warmUp || (warmUp > 0 && System.nanoTime() - begun < WARM_UP_NANOS); i++) {
            shortest = Math.min(shortest, nanosOf(body, 1));
        }
        int runsEach = shortest >= SHORTEST_NANOS ? 1 : (int) (SHORTEST_NANOS / Math.max(1, shortest)) + 1;
        double[] nanos = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            nanos[i] = (double) nanosOf(body, runsEach) / runsEach;
        }
        Arrays.sort(nanos);
        return new Measured(nanos, runsEach);
    }

    private long nanosOf(Callable<?> body, int runs) throws Exception {
        long begun = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            result = body.call();
        }
        return System.nanoTime() - begun;
    }

    private Rendering table(Measured measured, int warmUp) {
        result = null;
        double[] sorted = measured.nanos();
        String runs = sorted.length + (measured.runsEach() == 1 ? "" : " × " + measured.runsEach());
        return Reports.rows(
                "bench",
                List.of("median", "p95", "min", "max", "runs", "warm-up"),
                List.of(List.of(
                        Amounts.time(quantile(sorted, 0.5)),
                        Amounts.time(quantile(sorted, 0.95)),
                        Amounts.time(sorted[0]),
                        Amounts.time(sorted[sorted.length - 1]),
                        runs,
                        String.valueOf(warmUp))));
    }

    /** Of sorted values; the two nearest ranks are averaged by their distance. */
    static double quantile(double[] sorted, double q) {
        double rank = q * (sorted.length - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
