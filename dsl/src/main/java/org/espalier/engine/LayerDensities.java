package org.espalier.engine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many weights each layer keeps under Erdős–Rényi densities: in proportion to {@code (out + in)/(out·in)}, or with the
 * kernel {@code (out + in + kH + kW)/(out·in·kH·kW)}; a layer that would keep more than all keeps all, and the others share
 * the rest. Counts are {@code min(n, round(ε·share))} with one {@code ε} for all layers; the total is exact, since of weights
 * that come in at the same {@code ε} those of the first layers are kept.
 *
 * <p>Mocanu et al., "Scalable training of artificial neural networks with adaptive sparse connectivity", Nature
 * Communications 2018; with the kernel, Evci et al., "Rigging the Lottery", ICML 2020.
 */
final class LayerDensities {
    private LayerDensities() {}

    /**
     * Densities in the order of the layers.
     *
     * @param shapes {@code [out, in]} or {@code [out, in, kH, kW]}
     * @param kernel whether kernel sizes count as dimensions
     * @param density of all weights together, in (0, 1]
     */
    static double[] of(List<long[]> shapes, boolean kernel, double density) {
        double[] each = new double[shapes.size()];
        boolean[] full = new boolean[shapes.size()];
        while (true) {
            double wanted = 0;
            double unit = 0;
            for (int l = 0; l < each.length; l++) {
                long weights = weights(shapes.get(l));
                wanted += density * weights - (full[l] ? weights : 0);
                unit += full[l] ? 0 : raw(shapes.get(l), kernel) * weights;
            }
            boolean again = false;
            for (int l = 0; l < each.length; l++) {
                each[l] = full[l] ? 1 : raw(shapes.get(l), kernel) * wanted / unit;
                if (each[l] > 1) {
                    full[l] = true;
                    again = true;
                }
            }
            if (!again) {
                return each;
            }
        }
    }

    /** Weights that each layer keeps when all keep so many together; never fewer where the total is larger. */
    static long[] kept(List<long[]> shapes, boolean kernel, long total) {
        long all = shapes.stream().mapToLong(LayerDensities::weights).sum();
        double[] densities = of(shapes, kernel, (double) total / all);
        long[] kept = new long[densities.length];
        for (int l = 0; l < kept.length; l++) {
            kept[l] = Math.round(densities[l] * weights(shapes.get(l)));
        }
        // Rounding leaves too many or too few, and rarely the wrong ones.
        long missing = total - Arrays.stream(kept).sum();
        for (; missing > 0; missing--) {
            kept[next(shapes, kernel, kept).layer()]++;
        }
        for (; missing < 0; missing++) {
            kept[last(shapes, kernel, kept).layer()]--;
        }
        while (total > 0 && total < all) {
            Turn next = next(shapes, kernel, kept);
            Turn last = last(shapes, kernel, kept);
            if (last.compareTo(next) < 0) {
                break;
            }
            kept[next.layer()]++;
            kept[last.layer()]--;
        }
        return kept;
    }

    /**
     * A layer keeps its {@code number}-th weight from {@code ε = (number − ½)/share} on: those that are kept are the first in
     * one order, whatever the total, so that none that was kept goes when more are kept.
     */
    private record Turn(int layer, long number, long share) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byDensity = Long.compare(
                    Math.multiplyExact(2 * number - 1, other.share), Math.multiplyExact(2 * other.number - 1, share));
            return byDensity != 0 ? byDensity : Integer.compare(layer, other.layer);
        }
    }

    private static Turn next(List<long[]> shapes, boolean kernel, long... kept) {
        return IntStream.range(0, kept.length)
                .filter(l -> kept[l] < weights(shapes.get(l)))
                .mapToObj(l -> new Turn(l, kept[l] + 1, share(shapes.get(l), kernel)))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Turn last(List<long[]> shapes, boolean kernel, long... kept) {
        return IntStream.range(0, kept.length)
                .filter(l -> kept[l] > 0)
                .mapToObj(l -> new Turn(l, kept[l], share(shapes.get(l), kernel)))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static double raw(long[] shape, boolean kernel) {
        return (double) share(shape, kernel) / weights(shape);
    }

    /** Weights per unit of {@code ε}. */
    private static long share(long[] shape, boolean kernel) {
        return kernel
                ? Arrays.stream(shape).sum()
                : Math.multiplyExact(shape[0] + shape[1], weights(shape) / (shape[0] * shape[1]));
    }

    private static long weights(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
