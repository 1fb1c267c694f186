package org.espalier.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.espalier.program.Step.Convolution;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.SparseFormat;

/**
 * How full a layer's weights are, and which formats are worth a try by it.
 *
 * @param values rows times columns
 * @param nonZeros how many are not zero
 * @param inFours how many column blocks of 4 rows would store
 * @param inEights how many column blocks of 8 rows would store
 * @param patterns the N:M patterns that hold, the sparsest of each m
 */
record Fill(long values, long nonZeros, long inFours, long inEights, List<WeightFormat> patterns) {
    static final WeightFormat FOURS = WeightFormat.blocks(4, 1);
    static final WeightFormat EIGHTS = WeightFormat.blocks(8, 1);

    /** Below it, no sparse format has ever been seen to win. */
    private static final double LEAST_SPARSITY = 0.3;

    /** Blocks that store at most so many values for each that is not zero, were pruned as such. */
    private static final double MOST_PER_NON_ZERO = 1.5;

    private static final int[][] PATTERNS = {{1, 4}, {2, 4}, {4, 8}};

    static Fill of(Convolution layer) {
        CsrMatrix m = layer.weights().toCsr();
        List<WeightFormat> patterns = new ArrayList<>();
        if (m.density() <= 0.5) {
            for (int[] pattern : PATTERNS) {
                if (patterns.stream().noneMatch(p -> p.second() == pattern[1]) && holds(m, pattern[0], pattern[1])) {
                    patterns.add(WeightFormat.nOfM(pattern[0], pattern[1]));
                }
            }
        }
        return new Fill(
                (long) m.rows() * m.columns(),
                m.nonZeros(),
                BlockMatrix.of(m, 4, 1).stored(),
                BlockMatrix.of(m, 8, 1).stored(),
                patterns);
    }

    private static boolean holds(CsrMatrix m, int n, int of) {
        int[] pointers = m.rowPointers();
        int[] columns = m.columnIndices();
        for (int row = 0; row < m.rows(); row++) {
            for (int at = pointers[row]; at + n < pointers[row + 1]; at++) {
                if (columns[at] / of == columns[at + n] / of) {
                    return false;
                }
            }
        }
        return true;
    }

    double sparsity() {
        return 1 - (double) nonZeros / values;
    }

    /** The share of values that blocks would leave out. */
    double left(WeightFormat blocks) {
        return 1 - (double) stored(blocks) / values;
    }

    /** What a format is worth timing for; dense always is, and comes first. */
    List<WeightFormat> likely(Convolution layer, Predicate<SparseFormat> kernel) {
        if (Layers.selects(layer.weights()) && kernel.test(SparseFormat.CSR)) {
            return List.of(WeightFormat.CSR);
        }
        List<WeightFormat> likely = new ArrayList<>(List.of(WeightFormat.DENSE));
        if (sparsity() > LEAST_SPARSITY && kernel.test(SparseFormat.CSR)) {
            likely.add(WeightFormat.CSR);
        }
        // A grouped layer's blocks would be taken apart anyway.
        if (layer.groups() == 1 && kernel.test(SparseFormat.BLOCKS)) {
            for (WeightFormat blocks : List.of(FOURS, EIGHTS)) {
                if (layer.weights().rows() >= blocks.first() && suits(blocks)) {
                    likely.add(blocks);
                }
            }
        }
        if (layer.groups() == 1 && kernel.test(SparseFormat.N_OF_M)) {
            likely.addAll(patterns);
        }
        return likely;
    }

    /** Whether blocks leave something out, and store few zeros or leave much out. */
    boolean suits(WeightFormat blocks) {
        return stored(blocks) < values
                && (stored(blocks) <= MOST_PER_NON_ZERO * nonZeros || left(blocks) > LEAST_SPARSITY);
    }

    private long stored(WeightFormat blocks) {
        return blocks.first() == 4 ? inFours : inEights;
    }

    /** What a fixed rule makes of it, by where the kernels were seen to break even. */
    WeightFormat byRule(Convolution layer, boolean alone, Predicate<SparseFormat> kernel) {
        boolean vector = alone && layer.output().height() * layer.output().width() == 1;
        WeightFormat blocks = vector ? EIGHTS : FOURS;
        boolean pruned = sparsity() > (vector ? 0.85 : 0.6);
        if (likely(layer, kernel).contains(blocks)
                && left(blocks) > 0.4
                && stored(blocks) <= MOST_PER_NON_ZERO * nonZeros) {
            return blocks;
        }
        return pruned && kernel.test(SparseFormat.CSR) ? WeightFormat.CSR : WeightFormat.DENSE;
    }

    /** Alike within 9 %. */
    static int bucket(long part, long whole) {
        return part == 0 ? Integer.MIN_VALUE : (int) Math.round(4 * Math.log((double) part / whole) / Math.log(2));
    }
}
