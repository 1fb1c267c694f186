package org.espalier.training;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Which connections of a layer are dropped and grown. Of equal ones the lower index stays, and grows, first. */
final class Rewiring {
    private Rewiring() {}

    /**
     * Drops some connections, then grows as many among all that are not there, those just dropped included.
     *
     * @param kept of each weight, whether it is there
     * @param held of each weight, how much it is worth: the lowest are dropped
     * @param wanted of each weight, how much it is wanted: the highest are grown
     * @return whether it is there afterwards; as many as before are
     */
    static boolean[] of(boolean[] kept, float[] held, float[] wanted, int count) {
        boolean[] left = kept.clone();
        lowest(kept, held, count).forEach(i -> left[i] = false);
        return grown(left, wanted, count);
    }

    /** The places, among those that are there, of the lowest values. */
    static IntStream lowest(boolean[] there, float[] values, int count) {
        return IntStream.range(0, there.length)
                .filter(i -> there[i])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> values[i]).thenComparing(Comparator.reverseOrder()))
                .limit(count)
                .mapToInt(i -> i);
    }

    /** Those that are there, and of the others those that are wanted most. */
    static boolean[] grown(boolean[] there, float[] wanted, int count) {
        boolean[] grown = there.clone();
        IntStream.range(0, there.length)
                .filter(i -> !there[i])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -wanted[i]).thenComparing(Comparator.naturalOrder()))
                .limit(count)
                .forEach(i -> grown[i] = true);
        return grown;
    }

    /** Which weights of a layer are there. */
    static boolean[] kept(LayerInTraining layer) {
        float[] mask = Parts.values(layer.mask().orElseThrow());
        boolean[] kept = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            kept[i] = mask[i] != 0;
        }
        return kept;
    }

    static float[] mask(boolean[] kept) {
        float[] mask = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            mask[i] = kept[i] ? 1 : 0;
        }
        return mask;
    }

    static int count(boolean[] kept) {
        return (int) IntStream.range(0, kept.length).filter(i -> kept[i]).count();
    }
}
