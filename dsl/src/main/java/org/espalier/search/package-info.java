/**
 * Searching for how much each group of channels loses, by trying it: the budget is learnt instead of ranked. One record per
 * file, found by {@link java.util.ServiceLoader}; a method asks {@link org.espalier.search.SearchSpace} for candidates'
 * accuracies, the engine cuts them.
 */
@NullMarked
package org.espalier.search;

import org.jspecify.annotations.NullMarked;
