package org.espalier.compile;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.espalier.compile.Planner.Planned;
import org.espalier.program.ProgramBackend;
import org.espalier.program.Step;

/** Compares what was compiled with DL4J. */
record Check(Source source, ProgramBackend backend) {

    /**
     * The worst agreement.
     *
     * @throws IllegalStateException if it is no rounding, naming the first step that differs if it can be found
     */
    Agreement of(Plans plans) {
        return plans.all().map(this::of).reduce(Agreement::and).orElse(Agreement.ITSELF);
    }

    private Agreement of(Planned plan) {
        Agreement agreement = source.samples().with(plan);
        if (!agreement.holds()) {
            throw new IllegalStateException(
                    "the network compiled for batch %d differs from DL4J: expected outputs within %.1e, found them %s; %s"
                            .formatted(plan.batch(), Agreement.TOLERANCE * agreement.scale(), agreement, where(plan)));
        }
        return agreement;
    }

    private String where(Planned plan) {
        FloatBuffer in = Samples.input(plan.program());
        Culprit culprit = new Culprit(plan.program(), in, Samples.COUNT);
        Optional<Step> inBackend = culprit.inBackend(backend, plan.batch());
        if (inBackend.isPresent()) {
            return "backend %s goes wrong at step \"%s\"; compile with another one, \"dl4j\" for none"
                    .formatted(backend.id(), inBackend.get().name());
        }
        Optional<Step> inTranslation = source.network().isPresent()
                ? culprit.inTranslation(source.activations(in, Samples.COUNT))
                : Optional.empty();
        return inTranslation
                .map(first ->
                        "up to step \"%s\" the translation agrees with DL4J's layers; compile with backend \"dl4j\""
                                .formatted(first.name()))
                .orElse("backend %s computes each step right; compile with backend \"dl4j\"".formatted(backend.id()));
    }
}
