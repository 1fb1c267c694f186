package org.espalier.compile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.espalier.compile.CompiledFileReader.Saved;
import org.espalier.model.Network;
import org.espalier.program.ProgramBackend;
import org.espalier.sparse.SparseBackend;

/** Makes sparse networks of DL4J models and of saved ones, with whichever backend runs here. */
final class Compiler {
    private static final System.Logger LOGGER = System.getLogger(Compiler.class.getName());

    private final List<SparseBackend> backends;
    private final PlanCache cache;

    /** @param backends the best first */
    Compiler(List<SparseBackend> backends, PlanCache cache) {
        this.backends = backends;
        this.cache = cache;
    }

    SparseNetwork compile(Model model, CompileOptions options) {
        long[] example = options.input().stream()
                .flatMap(List::stream)
                .mapToLong(Integer::longValue)
                .toArray();
        return plan(Source.of(Network.of(model), example), options);
    }

    /** As it was planned, without timing anything. */
    SparseNetwork load(Path file) {
        Saved saved = CompiledFileReader.read(file);
        Chain chain = Chain.of(backends, saved.backend());
        if (chain.runner().isEmpty()) {
            return itself(saved.source(), saved.options(), chain.remarks());
        }
        ProgramBackend runner = chain.runner().get().withThreads(saved.options().threads());
        List<String> remarks = new ArrayList<>(chain.remarks());
        String machine = runner.availability().reason();
        if (!runner.id().equals(saved.backend()) || !machine.equals(saved.machine())) {
            remarks.add(
                    "Planned for %s (%s) and running on %s (%s): the formats may not be the fastest here; SparseNetwork.load(file, options) plans anew."
                            .formatted(saved.backend(), saved.machine(), runner.id(), machine));
        }
        return assemble(saved.source(), saved.options(), runner, remarks, () -> saved.plans(runner));
    }

    /** Planned anew. */
    SparseNetwork load(Path file, CompileOptions options) {
        return plan(CompiledFileReader.read(file).source(), options);
    }

    private SparseNetwork plan(Source source, CompileOptions options) {
        Layers.of(source.program()).requireNames(options.layers());
        Chain chain = options.backend().map(id -> Chain.only(backends, id)).orElseGet(() -> Chain.of(backends, ""));
        if (chain.runner().isEmpty()) {
            return itself(source, options, chain.remarks());
        }
        ProgramBackend runner = chain.runner().get().withThreads(options.threads());
        return assemble(
                source,
                options,
                runner,
                chain.remarks(),
                () -> Plans.of(new Planner(runner, options, cache), source.program(), options.batches()));
    }

    private static SparseNetwork assemble(
            Source source,
            CompileOptions options,
            ProgramBackend runner,
            List<String> remarks,
            Supplier<Plans> planning) {
        warn(remarks);
        Plans plans = planning.get();
        try {
            Agreement agreement = new Check(source, runner).of(plans);
            List<String> all = new ArrayList<>(remarks);
            all.addAll(plans.remarks());
            String machine = runner.availability().reason();
            Compiled compiled = new Compiled(options, source, Optional.of(runner), machine, plans, agreement, all);
            return new SparseNetwork(compiled, plans.executor());
        } catch (RuntimeException e) {
            plans.close();
            throw e;
        }
    }

    private static SparseNetwork itself(Source source, CompileOptions options, List<String> remarks) {
        Executor dl4j = source.dl4j()
                .orElseThrow(() -> new IllegalStateException(
                        "no backend runs here, and the file holds no DL4J model to fall back to: %s; compile the model itself here"
                                .formatted(String.join(" ", remarks))));
        warn(remarks);
        String machine = source.network().map(Network::backend).orElse("");
        return new SparseNetwork(
                new Compiled(options, source, Optional.empty(), machine, Plans.NONE, Agreement.ITSELF, remarks), dl4j);
    }

    private static void warn(List<String> remarks) {
        remarks.forEach(remark -> LOGGER.log(System.Logger.Level.WARNING, remark));
    }
}
