package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many weights each layer keeps under Erdős–Rényi densities: in proportion to {@code (out + in)/(out·in)}, or with the
 * kernel {@code (out + in + kH + kW)/(out·in·kH·kW)}; a layer that would keep more than all keeps all, and the others share
 * the rest. The total is exact: what rounding down leaves goes to the largest remainders, of equal ones to the layer that
 * comes first.
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

    /** Weights that each layer keeps when all keep so many together. */
    static long[] kept(List<long[]> shapes, boolean kernel, long total) {
        long all = shapes.stream().mapToLong(LayerDensities::weights).sum();
        double[] densities = of(shapes, kernel, (double) total / all);
        long[] kept = new long[densities.length];
        double[] remainders = new double[densities.length];
        for (int l = 0; l < kept.length; l++) {
            double exact = densities[l] * weights(shapes.get(l));
            kept[l] = Math.min(weights(shapes.get(l)), (long) Math.floor(exact + 1e-9));
            remainders[l] = exact - kept[l];
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, kept.length).boxed().toList());
        order.sort(Comparator.comparingDouble(l -> -remainders[l]));
        long missing = total - Arrays.stream(kept).sum();
        while (missing > 0) {
            for (int l : order) {
                if (missing > 0 && kept[l] < weights(shapes.get(l))) {
                    kept[l]++;
                    missing--;
                }
            }
        }
        return kept;
    }

    private static double raw(long[] shape, boolean kernel) {
        if (kernel) {
            return (double) Arrays.stream(shape).sum() / weights(shape);
        }
        return (double) (shape[0] + shape[1]) / (shape[0] * shape[1]);
    }

    private static long weights(long... shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
