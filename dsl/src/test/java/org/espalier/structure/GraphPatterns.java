package org.espalier.structure;

import java.util.List;
import java.util.stream.Stream;

/** Small models of all structures that are to be pruned, or refused. */
final class GraphPatterns {
    private GraphPatterns() {}

    static List<Pattern> all() {
        return Stream.of(
                        ConvolutionPatterns.all(),
                        BranchPatterns.all(),
                        RecurrentPatterns.all(),
                        DensePatterns.all(),
                        AttentionPatterns.all(),
                        RefusedPatterns.all())
                .flatMap(List::stream)
                .toList();
    }
}
