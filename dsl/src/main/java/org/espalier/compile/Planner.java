package org.espalier.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.espalier.compile.PlanCache.LayerKey;
import org.espalier.compile.PlanCache.NetworkKey;
import org.espalier.compile.PlanCache.Place;
import org.espalier.compile.PlanCache.Verdict;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;

/**
 * Finds each layer's format for one batch size. It times the whole program with one format at a time wherever that is
 * likely to pay, so that each step meets the caches as in real use, and keeps for each layer what took least; see {@link Bench}.
 */
final class Planner {
    private final ProgramBackend backend;
    private final CompileOptions options;
    private final PlanCache cache;

    /** @param backend as many threads as the options ask for */
    Planner(ProgramBackend backend, CompileOptions options, PlanCache cache) {
        this.backend = backend;
        this.options = options;
        this.cache = cache;
    }

    /**
     * A program in the formats found.
     *
     * @param batch planned for
     * @param nanos of one group of examples, if it was timed
     * @param remarks for the report
     */
    record Planned(Program program, int batch, CompiledProgram compiled, OptionalLong nanos, List<String> remarks) {

        /** Another program in its place. */
        Planned with(Program other, ProgramBackend backend) {
            return new Planned(other, batch, backend.compile(other, batch), OptionalLong.empty(), List.of());
        }
    }

    Planned plan(Program program, int batch) {
        Layers layers = Layers.of(program);
        layers.requireNames(options.layers());
        Place place = new Place(backend.id(), backend.availability().reason(), options.threads(), batch);
        List<Choice> choices = choices(layers, place, batch);
        if (choices.stream().allMatch(c -> c.formats().size() == 1)
                && !(options.formats() instanceof CompileOptions.Formats.Measured)) {
            return unmeasured(layers, Choice.first(choices), batch);
        }
        NetworkKey network = network(place, program, choices, batch);
        Optional<Verdict> known = cache.verdict(network);
        if (known.isPresent()) {
            return planned(layers, known.get(), batch);
        }
        try (Bench bench = new Bench(backend, cache, layers, batch)) {
            return planned(layers, cache.keep(network, bench.verdict(choices)), batch);
        }
    }

    private List<Choice> choices(Layers layers, Place place, int batch) {
        List<Choice> choices = new ArrayList<>();
        List<Integer> places = layers.places();
        for (int i = 0; i < places.size(); i++) {
            Convolution layer = layers.convolutions().get(i);
            Fill fill = Fill.of(layer);
            LayerKey key = LayerKey.of(place, layer, layers.program().shape(layer.input()), fill);
            choices.add(new Choice(places.get(i), key, formats(layer, fill, batch)));
        }
        return choices;
    }

    private List<WeightFormat> formats(Convolution layer, Fill fill, int batch) {
        WeightFormat asked = options.layers().get(layer.name());
        if (asked == null && options.formats() instanceof CompileOptions.Formats.Forced forced) {
            asked = forced.format();
        }
        if (asked != null) {
            if (!backend.supports(asked.kind())) {
                throw new IllegalArgumentException(
                        "layer \"%s\": backend %s does not take %s".formatted(layer.name(), backend.id(), asked));
            }
            return List.of(asked);
        }
        return options.formats() instanceof CompileOptions.Formats.ByRule
                ? List.of(fill.byRule(layer, batch == 1, backend::hasKernelFor))
                : fill.likely(layer, backend::hasKernelFor);
    }

    private static NetworkKey network(Place place, Program program, List<Choice> choices, int batch) {
        List<Object> steps = new ArrayList<>(List.of(batch));
        for (Step step : program.steps()) {
            steps.add(step instanceof Convolution ? "" : step.getClass().getSimpleName() + step.output());
        }
        choices.forEach(c -> steps.add(List.of(c.key(), c.formats())));
        return new NetworkKey(place, steps);
    }

    private Planned unmeasured(Layers layers, List<WeightFormat> formats, int batch) {
        Program program = layers.stored(formats);
        return new Planned(program, batch, backend.compile(program, batch), OptionalLong.empty(), List.of());
    }

    private Planned planned(Layers layers, Verdict verdict, int batch) {
        Program program = layers.stored(verdict.formats());
        return new Planned(
                program, batch, backend.compile(program, batch), OptionalLong.of(verdict.nanos()), verdict.remarks());
    }
}
