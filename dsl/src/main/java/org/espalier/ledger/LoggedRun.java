package org.espalier.ledger;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the ledger says of a run as a whole.
 *
 * @param id its number in this ledger, from 1
 * @param at when it ended
 * @param status {@code done}, {@code failed} or {@code interrupted}
 * @param error why it is not done; empty for one that is
 * @param recipe its name
 * @param sentence the recipe in one sentence
 * @param json the recipe, to be run again
 * @param sha256 of the recipe
 * @param unit what is pruned
 * @param criterion the id of what it is scored by
 * @param model in words
 * @param data in words
 * @param dataSha256 of examples and labels; empty for a run that is not done
 * @param seeds one whole run each; none for a run that is not done
 * @param environment versions, machine, threads and backend
 */
public record LoggedRun(
        long id,
        Instant at,
        String status,
        String error,
        String recipe,
        String sentence,
        String json,
        String sha256,
        String unit,
        String criterion,
        String model,
        String data,
        String dataSha256,
        List<Long> seeds,
        Map<String, String> environment) {
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String INTERRUPTED = "interrupted";

    /** Copies the collections. */
    public LoggedRun {
        seeds = List.copyOf(seeds);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
}
