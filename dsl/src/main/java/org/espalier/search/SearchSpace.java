package org.espalier.search;

import java.util.List;
import java.util.Map;

/** What can be searched: the groups of channels in a recipe's scope, and how good a network of given widths is. */
public interface SearchSpace {

    /** The groups, in the model's order. */
    List<String> groups();

    /** A seed of this run and step. */
    long seed();

    /**
     * The widest widths in these proportions that meet the recipe's target, multiples of what it rounds to.
     *
     * @param ratios how much each group loses beside the others, above 0
     */
    Map<String, Integer> widths(Map<String, Double> ratios);

    /**
     * The accuracy of the network cut to these widths, its best channels by the recipe's criterion kept and batch
     * normalisation measured anew, on examples of the training split.
     */
    double accuracy(Map<String, Integer> widths);
}
