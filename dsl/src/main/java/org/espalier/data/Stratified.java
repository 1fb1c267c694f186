package org.espalier.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Draws some of a list of examples so that every class keeps its share, rounded by largest remainder. */
final class Stratified {
    private Stratified() {}

    /**
     * Draws {@code wanted} of {@code candidates} (example numbers in ascending order): of every class, those that come
     * first in the order {@code seed} stands for. The answer is ascending.
     */
    static int[] draw(Examples examples, int[] candidates, int wanted, long seed) {
        int[] quota = quotas(examples, candidates, wanted);
        BitSet drawn = new BitSet();
        for (int position : Permutation.of(candidates.length, seed)) {
            int example = candidates[position];
            if (quota[examples.classOf(example)]-- > 0) {
                drawn.set(example);
            }
        }
        return drawn.stream().toArray();
    }

    /** What {@code candidates} holds beyond {@code drawn}, ascending. */
    static int[] rest(int[] candidates, int[] drawn) {
        BitSet taken = new BitSet();
        for (int example : drawn) {
            taken.set(example);
        }
        return IntStream.of(candidates).filter(example -> !taken.get(example)).toArray();
    }

    /** How many of each class to draw; they sum to {@code wanted}, and none is a whole example off its exact share. */
    private static int[] quotas(Examples examples, int[] candidates, int wanted) {
        long[] size = new long[examples.classes()];
        for (int example : candidates) {
            size[examples.classOf(example)]++;
        }
        int[] quota = new int[size.length];
        long[] remainder = new long[size.length];
        for (int c = 0; c < size.length; c++) {
            quota[c] = (int) (size[c] * wanted / candidates.length);
            remainder[c] = size[c] * wanted % candidates.length;
        }
        int lacking = wanted - Arrays.stream(quota).sum();
        IntStream.range(0, size.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer c) -> -remainder[c]).thenComparingInt(c -> c))
                .limit(lacking)
                .forEach(c -> quota[c]++);
        return quota;
    }
}
