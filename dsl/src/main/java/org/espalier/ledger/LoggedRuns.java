package org.espalier.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.espalier.engine.Run;
import org.espalier.recipe.Recipe;

/** What is written of a run before it has a number. */
final class LoggedRuns {
    private LoggedRuns() {}

    static LoggedRun of(Run run, Instant at) {
        LoggedRun known = of(run.recipe(), run.modelDescription(), run.dataDescription(), LoggedRun.DONE, "", at);
        return new LoggedRun(
                0,
                at,
                known.status(),
                known.error(),
                known.recipe(),
                known.sentence(),
                known.json(),
                known.sha256(),
                known.unit(),
                known.criterion(),
                known.model(),
                known.data(),
                run.receipt().dataSha256(),
                run.receipt().seeds(),
                run.receipt().environment());
    }

    static LoggedRun of(Recipe recipe, String model, String data, String status, String error, Instant at) {
        return new LoggedRun(
                0,
                at,
                status,
                error,
                recipe.name(),
                recipe.sentence(),
                recipe.toJson(),
                recipe.sha256(),
                recipe.prune().sentence(),
                recipe.by().id(),
                model,
                data,
                "",
                List.of(),
                Map.of());
    }
}
