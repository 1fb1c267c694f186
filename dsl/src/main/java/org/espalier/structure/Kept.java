package org.espalier.structure;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Which units are kept. */
record Kept(Units units, IntPredicate keptRoot) {

    boolean keeps(int unit) {
        int root = units.find(unit);
        return root == Units.NONE || keptRoot.test(root);
    }

    /** How many of these are kept. */
    int count(int... of) {
        return (int) Arrays.stream(of).filter(this::keeps).count();
    }

    /** The places of those that are kept. */
    int[] places(int... of) {
        return IntStream.range(0, of.length).filter(i -> keeps(of[i])).toArray();
    }
}
