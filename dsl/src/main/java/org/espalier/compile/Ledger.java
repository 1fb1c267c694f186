package org.espalier.compile;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.compile.CompileReport.Batch;
import org.espalier.compile.CompileReport.Foreign;
import org.espalier.compile.CompileReport.Layer;
import org.espalier.compile.CompileReport.Rest;
import org.espalier.measure.Candidate;
import org.espalier.measure.Latency;
import org.espalier.model.Network;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;
import org.espalier.program.Shape;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Times a compiled network, layer by layer and as a whole, beside the dense computations. */
final class Ledger {
    private static final String COMPILED = "compiled";
    private static final String DENSE = "dense compiled";
    private static final String BEST = "DL4J";
    private static final String AS_SHIPPED = "DL4J as shipped";

    /** DL4J out of the box can take seconds for a batch. */
    private static final Duration MOST = Duration.ofSeconds(8);

    private final Compiled compiled;
    private final Executor executor;

    Ledger(Compiled compiled, Executor executor) {
        this.compiled = compiled;
        this.executor = executor;
    }

    CompileReport report() {
        Plans dense = compiled.runner().map(this::dense).orElse(Plans.NONE);
        List<Batch> batches = new ArrayList<>();
        try {
            for (int examples : compiled.options().batches()) {
                batches.add(batch(examples, dense));
            }
        } finally {
            dense.close();
        }
        return new CompileReport(
                compiled.backend(),
                compiled.machine(),
                compiled.options().threads(),
                compiled.agreement(),
                batches,
                compiled.remarks());
    }

    /** None where every layer is dense anyway. */
    private Plans dense(ProgramBackend runner) {
        boolean already = compiled.plans().all().allMatch(plan -> {
            Layers layers = Layers.of(plan.program());
            return layers.formats().equals(layers.dense());
        });
        return already
                ? Plans.NONE
                : compiled.plans()
                        .with(
                                program -> Layers.of(program)
                                        .stored(Layers.of(program).dense()),
                                runner);
    }

    private Batch batch(int examples, Plans dense) {
        Map<String, Latency> whole = whole(examples, dense);
        Optional<Latency> best = Optional.ofNullable(whole.get(BEST));
        Optional<Latency> asShipped = Optional.ofNullable(whole.get(AS_SHIPPED));
        Optional<Layers> layers = compiled.layers(examples);
        Latency latency =
                Optional.ofNullable(whole.get(COMPILED)).or(() -> best).orElseThrow();
        if (layers.isEmpty()) {
            return new Batch(
                    examples, List.of(), List.of(), new Rest(0, 0), latency, Optional.empty(), best, asShipped);
        }
        ProgramExecutor chosen = compiled.plans().executor();
        List<StepTimes.Timed> timed = new ArrayList<>(List.of(chosen::time));
        if (dense != Plans.NONE) {
            timed.add(dense.executor()::time);
        }
        List<StepTimes> times =
                StepTimes.of(timed, compiled.source().program(), examples, StepTimes.Patience.OF_A_TABLE);
        StepTimes now = times.get(0);
        StepTimes before = times.get(times.size() - 1);
        return new Batch(
                examples,
                layers(layers.get(), now, before),
                foreign(layers.get().program(), now.and(before)),
                rest(layers.get().program(), now, before),
                latency,
                Optional.of(whole.getOrDefault(DENSE, latency)),
                best,
                asShipped);
    }

    private static List<Layer> layers(Layers layers, StepTimes now, StepTimes before) {
        List<Layer> rows = new ArrayList<>();
        List<WeightFormat> dense = layers.dense();
        for (int i = 0; i < dense.size(); i++) {
            Convolution layer = layers.convolutions().get(i);
            int step = layers.places().get(i);
            WeightFormat format = WeightFormat.of(layer.weights());
            // The same kernel on the same weights: both timings are of one thing.
            StepTimes pooled = now.and(before);
            boolean same = format.equals(dense.get(i));
            Shape out = layer.output();
            int positions = out.height() * out.width();
            rows.add(new Layer(
                    layer.name(),
                    layer.weights().rows(),
                    layer.weights().columns(),
                    positions,
                    1 - layer.weights().density(),
                    format,
                    (same ? pooled : before).median(step) / 1e6,
                    (same ? pooled : now).median(step) / 1e6,
                    (long) layer.weights().rows() * layer.weights().columns() * positions,
                    (long) layer.weights().stored() * positions));
        }
        return rows;
    }

    private static List<Foreign> foreign(Program program, StepTimes times) {
        List<Foreign> rows = new ArrayList<>();
        for (int step = 0; step < program.steps().size(); step++) {
            if (program.steps().get(step) instanceof Step.Foreign layer) {
                rows.add(new Foreign(layer.name(), layer.reason(), times.median(step) / 1e6));
            }
        }
        return rows;
    }

    private static Rest rest(Program program, StepTimes now, StepTimes before) {
        int ends = program.steps().size();
        double millis = now.median(ends) / 1e6;
        double denseMillis = before.median(ends) / 1e6;
        for (int step = 0; step < ends; step++) {
            Step other = program.steps().get(step);
            if (!(other instanceof Convolution || other instanceof Step.Foreign)) {
                millis += now.median(step) / 1e6;
                denseMillis += before.median(step) / 1e6;
            }
        }
        return new Rest(denseMillis, millis);
    }

    private Map<String, Latency> whole(int examples, Plans dense) {
        End input = compiled.source().ends().input();
        INDArray features = input.finished(random(input, examples), examples);
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        if (compiled.runner().isPresent()) {
            candidates.put(COMPILED, candidate(compiled.backend(), executor, features));
        }
        if (dense != Plans.NONE) {
            candidates.put(DENSE, candidate(compiled.backend(), dense.executor(), features));
        }
        compiled.source().network().ifPresent(network -> {
            INDArray typed = features.castTo(Dl4jExecutor.type(network));
            candidates.put(BEST, Candidate.of(network, typed));
            Network asShipped = network.asShipped();
            if (!asShipped.backend().equals(network.backend())) {
                candidates.put(AS_SHIPPED, Candidate.of(asShipped, typed).within(MOST));
            }
        });
        long[] shape = input.layout().arrayShape(examples, input.shape());
        return Latency.race(candidates, examples, Arrays.copyOfRange(shape, 1, shape.length));
    }

    private INDArray random(End input, int examples) {
        INDArray random = input.fresh(examples);
        End.memory(random).put(StepTimes.input(compiled.source().program(), examples));
        Reference.reachabilityFence(random);
        return random;
    }

    private Candidate candidate(String backend, Executor computing, INDArray features) {
        INDArray[] result = new INDArray[1];
        return new Candidate(
                backend,
                () -> result[0] = compiled.source().ends().through(computing, features),
                () -> result[0].close());
    }
}
