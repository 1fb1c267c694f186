package org.espalier.search;

import java.util.Map;
import org.espalier.taxonomy.Method;

/**
 * Finds how many channels each group keeps. A new one is one file: a record annotated {@code @AutoService(Search.class)},
 * its components the parameters, a no-argument constructor holding the paper's defaults.
 */
public interface Search extends Method {

    /** The name in recipes and tables, for instance {@code "eagleEye"}. */
    @Override
    String id();

    /** The search in words, for the recipe's sentence: {@code "EagleEye (4 generations of 12)"}. */
    String sentence();

    /** Batches of training data on which batch normalisation is measured anew before a candidate is judged. */
    int batches();

    /** The widths of the best candidate, by group. */
    Map<String, Integer> search(SearchSpace space);
}
