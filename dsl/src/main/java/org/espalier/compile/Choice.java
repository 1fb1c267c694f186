package org.espalier.compile;

import java.util.List;
import org.espalier.compile.PlanCache.LayerKey;

/**
 * A layer and the formats that may be chosen for it.
 *
 * @param step its place among the program's steps
 * @param formats the first one is chosen unless another wins; a single one is chosen whatever it takes
 */
record Choice(int step, LayerKey key, List<WeightFormat> formats) {

    WeightFormat first() {
        return formats.get(0);
    }

    /** What is chosen where nothing wins. */
    static List<WeightFormat> first(List<Choice> choices) {
        return choices.stream().map(Choice::first).toList();
    }
}
