package org.espalier.engine;

import java.util.List;
import java.util.Map;

/**
 * What one needs to run the same again, and to tell whether it came out the same.
 *
 * @param recipe the recipe in one sentence
 * @param recipeSha256 digest of the recipe, see {@link org.espalier.recipe.Recipe#sha256()}
 * @param model the model in words
 * @param data the data in words
 * @param dataSha256 digest of the images and labels used
 * @param seeds one run each
 * @param environment versions, machine, threads and backend
 * @param modelSha256 digest of the final parameters per seed, in the order of {@code seeds}
 */
public record Receipt(
        String recipe,
        String recipeSha256,
        String model,
        String data,
        String dataSha256,
        List<Long> seeds,
        Map<String, String> environment,
        List<String> modelSha256) {

    /** Copies the collections. */
    public Receipt {
        seeds = List.copyOf(seeds);
        environment = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(environment));
        modelSha256 = List.copyOf(modelSha256);
    }
}
