package org.espalier.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.compile.PlanCache.LayerKey;
import org.espalier.compile.PlanCache.Verdict;
import org.espalier.program.CompiledProgram;
import org.espalier.program.ProgramBackend;

/**
 * Times programs under trial, each compiled once, on one group of examples: a batch is as many of them as it takes. One format is tried at a time wherever that is likely to pay, so that
 * each step meets the caches as in real use; for each layer the fastest is kept, a sparse one if it wins by 5 %. Then the
 * mix is timed against the dense program, and its losers become dense again.
 */
final class Bench implements AutoCloseable {
    private static final double WIN = 0.95;
    private static final int REPAIRS = 2;

    private final ProgramBackend backend;
    private final PlanCache cache;
    private final Layers layers;
    private final int batch;
    private final Map<List<WeightFormat>, CompiledProgram> programs = new LinkedHashMap<>();

    Bench(ProgramBackend backend, PlanCache cache, Layers layers, int batch) {
        this.backend = backend;
        this.cache = cache;
        this.layers = layers;
        this.batch = batch;
    }

    Verdict verdict(List<Choice> choices) {
        List<WeightFormat> dense = Choice.first(choices);
        List<WeightFormat> chosen = choose(choices);
        List<String> remarks = new ArrayList<>();
        for (int repair = 0; !chosen.equals(dense); repair++) {
            List<StepTimes> times = time(List.of(dense, chosen));
            long before = times.get(0).whole();
            long after = times.get(1).whole();
            List<WeightFormat> better = withoutLosers(choices, chosen, times);
            if (better.equals(chosen) || repair == REPAIRS) {
                if (after <= before) {
                    return new Verdict(chosen, after, remarks);
                }
                remarks.add(
                        "At batch %d all layers stay dense: the formats that won by layer took %.3g ms together, dense %.3g ms."
                                .formatted(batch, after / 1e6, before / 1e6));
                return new Verdict(dense, before, remarks);
            }
            chosen = better;
        }
        return new Verdict(dense, time(List.of(dense)).get(0).whole(), remarks);
    }

    private List<WeightFormat> choose(List<Choice> choices) {
        boolean known = choices.stream()
                .allMatch(c -> c.formats().size() == 1
                        || cache.times(c.key(), c.formats()).isPresent());
        if (!known) {
            measure(choices).forEach(cache::keep);
        }
        return choices.stream().map(this::fastest).toList();
    }

    private WeightFormat fastest(Choice choice) {
        WeightFormat first = choice.first();
        if (choice.formats().size() == 1) {
            return first;
        }
        Map<WeightFormat, Long> times =
                cache.times(choice.key(), choice.formats()).orElseThrow();
        WeightFormat best = first;
        for (WeightFormat format : choice.formats()) {
            long nanos = times.getOrDefault(format, Long.MAX_VALUE);
            if (nanos <= WIN * times.getOrDefault(first, 0L) && nanos < times.getOrDefault(best, 0L)) {
                best = format;
            }
        }
        return best;
    }

    /** Each format wherever it is a choice, one program for each; layers alike share their times. */
    private Map<LayerKey, Map<WeightFormat, Long>> measure(List<Choice> choices) {
        Set<WeightFormat> formats = new LinkedHashSet<>();
        choices.forEach(c -> formats.addAll(c.formats()));
        List<List<WeightFormat>> trials = formats.stream()
                .map(format -> choices.stream()
                        .map(c -> c.formats().contains(format) ? format : c.first())
                        .toList())
                .distinct()
                .toList();
        List<StepTimes> times = time(trials);
        Map<LayerKey, Map<WeightFormat, List<Long>>> all = new LinkedHashMap<>();
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            for (WeightFormat format : choice.formats()) {
                int layer = i;
                Optional<StepTimes> pooled = IntStream.range(0, trials.size())
                        .filter(trial -> trials.get(trial).get(layer).equals(format))
                        .mapToObj(times::get)
                        .reduce(StepTimes::and);
                pooled.ifPresent(t -> all.computeIfAbsent(choice.key(), any -> new LinkedHashMap<>())
                        .computeIfAbsent(format, any -> new ArrayList<>())
                        .add(t.quartile(choice.step())));
            }
        }
        Map<LayerKey, Map<WeightFormat, Long>> medians = new LinkedHashMap<>();
        all.forEach((key, byFormat) -> {
            Map<WeightFormat, Long> of = new LinkedHashMap<>();
            byFormat.forEach((format, nanos) -> of.put(format, middle(nanos)));
            medians.put(key, of);
        });
        return medians;
    }

    private static long middle(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** The chosen formats, but the first one where another turned out slower by 5 %. */
    private List<WeightFormat> withoutLosers(
            List<Choice> choices, List<WeightFormat> chosen, List<StepTimes> denseAndChosen) {
        List<WeightFormat> better = new ArrayList<>(chosen);
        for (int i = 0; i < better.size(); i++) {
            int step = choices.get(i).step();
            if (WIN * denseAndChosen.get(1).quartile(step)
                    > denseAndChosen.get(0).quartile(step)) {
                better.set(i, choices.get(i).first());
            }
        }
        return better;
    }

    private List<StepTimes> time(List<List<WeightFormat>> trials) {
        List<StepTimes.Timed> timed = new ArrayList<>();
        int group = batch;
        for (List<WeightFormat> formats : trials) {
            CompiledProgram program =
                    programs.computeIfAbsent(formats, any -> backend.compile(layers.stored(formats), batch));
            timed.add(program::time);
            group = Math.min(group, program.lanes());
        }
        return StepTimes.of(timed, layers.program(), group, StepTimes.Patience.OF_A_TRIAL);
    }

    @Override
    public void close() {
        programs.values().forEach(CompiledProgram::close);
    }
}
