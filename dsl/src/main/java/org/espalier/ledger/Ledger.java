package org.espalier.ledger;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.espalier.engine.Row;
import org.espalier.engine.Run;
import org.espalier.engine.RunRecorder;
import org.espalier.recipe.Recipe;

/**
 * Every run in a file that any number of notebooks and processes write to, and what was asked of it. Immutable: each
 * question gives a narrower ledger, and the file is read when the answer is looked at.
 *
 * <pre>{@code
 * var ledger = ledger();
 * table(ledger.where("recipe", "lenet-half"))
 * ledger.where("model", "lenet-5, trained for 5 epochs").best("latency", accuracyDropAtMost(0.005))
 * }</pre>
 */
public final class Ledger implements RunRecorder {
    private final Store store;
    private final List<Predicate<Entry>> conditions;
    private final List<String> words;

    private Ledger(Store store, List<Predicate<Entry>> conditions, List<String> words) {
        this.store = store;
        this.conditions = List.copyOf(conditions);
        this.words = List.copyOf(words);
    }

    /** The ledger in this file; it is made when the first run is written. */
    public static Ledger in(Path file) {
        return new Ledger(new Store(file), List.of(), List.of());
    }

    /**
     * The ledger of this user, in the folder for data of programs, or where the system property {@code espalier.ledger} or
     * the environment variable {@code ESPALIER_LEDGER} says; empty where that says "off".
     */
    public static Optional<Ledger> ofThisUser() {
        return Place.ofThisUser().map(Ledger::in);
    }

    /** Where it is kept. */
    public Path file() {
        return store.file();
    }

    @Override
    public void finished(Run run) {
        store.write(LoggedRuns.of(run, Instant.now()), run.rows());
    }

    @Override
    public void failed(Recipe recipe, String model, String data, RuntimeException why) {
        String status = why instanceof CancellationException ? LoggedRun.INTERRUPTED : LoggedRun.FAILED;
        store.write(
                LoggedRuns.of(recipe, model, data, status, String.valueOf(why.getMessage()), Instant.now()), List.of());
    }

    /**
     * Only what has this value: {@code where("recipe", "lenet-half")}, {@code where("run", 7)}.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public Ledger where(String column, Object value) {
        Column of = Column.of(column);
        return where("%s is %s".formatted(column, value), entry -> of.is(entry, value));
    }

    /** Only what meets this condition. */
    public Ledger where(Predicate<Entry> condition) {
        return where("by a condition", condition);
    }

    /** Only runs that ended on this day or later, by this machine's clock. */
    public Ledger since(LocalDate day) {
        Instant begin = day.atStartOfDay(ZoneId.systemDefault()).toInstant();
        return where("since " + day, entry -> !entry.run().at().isBefore(begin));
    }

    /**
     * Only networks whose figure is at most so much.
     *
     * @param figure {@code accuracy} (validation) or {@code test}, fractions; {@code latency} or {@code p95}, ms;
     *     {@code parameters}, {@code macs} (those not zero), {@code bytes}; {@code removed}, a fraction
     * @throws IllegalArgumentException if there is no such figure
     */
    public Ledger atMost(String figure, double value) {
        Figure of = Figure.of(figure, "atMost");
        return where("%s at most %s".formatted(figure, value), entry -> {
            OptionalDouble found = of.of(entry);
            return found.isPresent() && found.getAsDouble() <= value;
        });
    }

    /**
     * Only networks whose figure is at least so much.
     *
     * @throws IllegalArgumentException if there is no such figure
     */
    public Ledger atLeast(String figure, double value) {
        Figure of = Figure.of(figure, "atLeast");
        return where("%s at least %s".formatted(figure, value), entry -> {
            OptionalDouble found = of.of(entry);
            return found.isPresent() && found.getAsDouble() >= value;
        });
    }

    private Ledger where(String said, Predicate<Entry> condition) {
        List<Predicate<Entry>> more = new ArrayList<>(conditions);
        more.add(condition);
        List<String> say = new ArrayList<>(words);
        say.add(said);
        return new Ledger(store, more, say);
    }

    /**
     * What was asked for, run by run, oldest first.
     *
     * @throws LedgerException if the file cannot be read
     */
    public List<Entry> entries() {
        return store.read().stream()
                .filter(entry -> conditions.stream().allMatch(condition -> condition.test(entry)))
                .toList();
    }

    /**
     * Only networks that no other one here is as good as in both figures, and better in one.
     *
     * @param x as for {@link #atMost}
     * @param y likewise
     * @throws IllegalArgumentException if there is no such figure, no network has both, or latencies of several machines or
     *     batches would be compared
     */
    public Ledger pareto(String x, String y) {
        Figure across = Figure.of(x, "pareto");
        Figure up = Figure.of(y, "pareto");
        List<Entry> known = comparable("pareto", List.of(across, up), entries());
        List<Entry> front = known.stream()
                .filter(one -> known.stream().noneMatch(other -> beats(across, up, other, one)))
                .toList();
        return where("not beaten in both %s and %s".formatted(x, y), front::contains);
    }

    /**
     * The network that is best by a figure among those that lost no more accuracy than this against the dense model of
     * their own run.
     *
     * @param figure as for {@link #atMost}
     * @throws IllegalArgumentException if there is no such figure, no network lost so little, or latencies of several
     *     machines or batches would be compared
     */
    public Entry best(String figure, AccuracyDrop drop) {
        Figure by = Figure.of(figure, "best");
        List<Entry> all = store.read();
        List<Entry> known = comparable("best", List.of(by), entries()).stream()
                .filter(entry -> entry.row().orElseThrow().arm() != Row.Arm.DENSE)
                .filter(entry -> dropOf(entry, all) <= drop.atMost())
                .toList();
        return known.stream()
                .reduce((one, other) -> by.asGood(value(by, one), value(by, other)) ? one : other)
                .orElseThrow(() -> new IllegalArgumentException(
                        "best: no network of %s lost at most %s of its dense model's accuracy; allow more, or ask of more runs"
                                .formatted(this, drop.atMost())));
    }

    /**
     * Two runs side by side, by their numbers.
     *
     * @throws IllegalArgumentException if there is no such run
     */
    public Comparison compare(long first, long second) {
        List<Entry> all = store.read();
        return Comparison.of(of(first, all), of(second, all));
    }

    private List<Entry> of(long run, List<Entry> all) {
        List<Entry> found =
                all.stream().filter(entry -> entry.run().id() == run).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("compare: no run %d in %s, which has %s"
                    .formatted(
                            run,
                            store.file(),
                            all.isEmpty()
                                    ? "none"
                                    : "runs 1 to "
                                            + all.get(all.size() - 1).run().id()));
        }
        return found;
    }

    /** Networks that have all of these figures, DL4J as shipped left out; latencies only of one machine and batch. */
    private List<Entry> comparable(String asker, List<Figure> figures, List<Entry> entries) {
        List<Entry> known = entries.stream()
                .filter(entry -> entry.row().isPresent()
                        && entry.row().get().arm() != Row.Arm.DENSE_AS_SHIPPED
                        && figures.stream().allMatch(figure -> figure.of(entry).isPresent()))
                .toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException("%s: no network of %s has %s"
                    .formatted(asker, this, figures.stream().map(Figure::id).collect(Collectors.joining(" and "))));
        }
        List<String> conditionsOfTime = known.stream()
                .flatMap(entry -> entry.row().orElseThrow().latency().stream())
                .map(latency ->
                        "batch %d on %s, %d thread(s)".formatted(latency.batch(), latency.device(), latency.threads()))
                .distinct()
                .toList();
        if (figures.stream().anyMatch(Figure::timed) && conditionsOfTime.size() > 1) {
            throw new IllegalArgumentException(
                    "%s: expected latencies taken alike, found %s; narrow it with where(\"batch\", …) or where(\"device\", …)"
                            .formatted(asker, conditionsOfTime));
        }
        return known;
    }

    private static boolean beats(Figure across, Figure up, Entry one, Entry other) {
        double x = value(across, one);
        double y = value(up, one);
        return across.asGood(x, value(across, other))
                && up.asGood(y, value(up, other))
                && (x != value(across, other) || y != value(up, other));
    }

    private static double value(Figure figure, Entry entry) {
        return figure.of(entry).orElseThrow();
    }

    private static double dropOf(Entry entry, List<Entry> all) {
        return all.stream()
                .filter(other -> other.run().id() == entry.run().id())
                .filter(other -> other.row().isPresent() && other.row().get().arm() == Row.Arm.DENSE)
                .map(dense -> value(Figure.ACCURACY, dense) - value(Figure.ACCURACY, entry))
                .min(Comparator.naturalOrder())
                .orElse(Double.POSITIVE_INFINITY);
    }

    @Override
    public String toString() {
        return "Ledger %s%s".formatted(store.file(), words.isEmpty() ? "" : ": " + String.join(", ", words));
    }
}
