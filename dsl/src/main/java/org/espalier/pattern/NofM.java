package org.espalier.pattern;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * At most {@code n} of every {@code m} consecutive input weights are kept: groups run along {@code in}, for each output
 * and each kernel position, which is the order sparse tensor cores read. A last group shorter than {@code m} is treated
 * as if filled up with zeros: it keeps at most {@code n}. Of equal scores the one of lower index is kept.
 *
 * <p>Mishra et al., "Accelerating Sparse Deep Neural Networks", arXiv 2104.08378; Zhou et al., "Learning N:M Fine-grained
 * Structured Sparse Neural Networks From Scratch", ICLR 2021.
 *
 * <pre>{@code
 * prunePattern(2, 4).by(magnitude()).in(denseLayers()).then(fineTune(1))
 * }</pre>
 *
 * @param n kept of each group, at least 1 and below {@code m}
 * @param m group length
 */
@AutoService(MaskPattern.class)
@Taxon(
        year = 2021,
        when = When.AFTER,
        how = How.MAGNITUDE,
        paper = "Mishra et al., \"Accelerating Sparse Deep Neural Networks\", arXiv 2104.08378, 2021")
public record NofM(int n, int m) implements MaskPattern {

    /** Checks {@code 1 ≤ n < m}. */
    public NofM {
        if (n < 1 || m < 2 || n >= m) {
            String hint = n > m && m >= 1 ? "; did you mean prunePattern(%d, %d)?".formatted(m, n) : "";
            throw new IllegalArgumentException(
                    "N:M keeps n of every m consecutive weights and needs 1 <= n < m, found n = %d, m = %d%s"
                            .formatted(n, m, hint));
        }
    }

    /** 2:4, the pattern of sparse tensor cores. */
    public NofM() {
        this(2, 4);
    }

    @Override
    public String id() {
        return "nOfM";
    }

    @Override
    public String sentence() {
        return n + ":" + m;
    }

    @Override
    public double sparsity() {
        return 1 - (double) n / m;
    }

    @Override
    public INDArray mask(INDArray scores) {
        Groups groups = new Groups(scores.shape());
        float[] s = scores.dup('c').data().asFloat();
        float[] mask = new float[s.length];
        for (int group = 0; group < groups.count(); group++) {
            for (int kept = 0; kept < Math.min(n, groups.size(group)); kept++) {
                int best = -1;
                for (int k = 0; k < groups.size(group); k++) {
                    int i = groups.index(group, k);
                    if (mask[i] == 0 && (best < 0 || s[i] > s[best])) {
                        best = i;
                    }
                }
                mask[best] = 1;
            }
        }
        return Nd4j.create(mask, scores.shape());
    }

    @Override
    public long kept(long... shape) {
        checkRank(shape);
        long columns = 1;
        for (int d = 0; d < shape.length; d++) {
            columns = d == 1 ? columns : Math.multiplyExact(columns, shape[d]);
        }
        return Math.multiplyExact(columns, shape[1] / m * n + Math.min(n, shape[1] % m));
    }

    @Override
    public boolean holds(INDArray weights) {
        Groups groups = new Groups(weights.shape());
        float[] w = weights.dup('c').data().asFloat();
        for (int group = 0; group < groups.count(); group++) {
            int nonZero = 0;
            for (int k = 0; k < groups.size(group); k++) {
                nonZero += w[groups.index(group, k)] == 0 ? 0 : 1;
            }
            if (nonZero > n) {
                return false;
            }
        }
        return true;
    }

    private void checkRank(long... shape) {
        if (shape.length < 2) {
            throw new IllegalArgumentException(
                    "%s: groups run along the inputs of [out, in] or [out, in, kH, kW], found %s"
                            .formatted(sentence(), Arrays.toString(shape)));
        }
    }

    /** The groups of a 'c'-ordered {@code [out, in, positions]} array, {@code positions = kH·kW}. */
    private final class Groups {
        private final int in;
        private final int positions;
        private final int perColumn;
        private final int count;

        Groups(long... shape) {
            checkRank(shape);
            int out = Math.toIntExact(shape[0]);
            in = Math.toIntExact(shape[1]);
            int p = 1;
            for (int d = 2; d < shape.length; d++) {
                p *= Math.toIntExact(shape[d]);
            }
            positions = p;
            perColumn = in / m + (in % m == 0 ? 0 : 1);
            count = Math.multiplyExact(Math.multiplyExact(out, positions), perColumn);
        }

        int count() {
            return count;
        }

        int size(int group) {
            return Math.min(m, in - (group % perColumn) * m);
        }

        int index(int group, int k) {
            int column = group / perColumn;
            int out = column / positions;
            int position = column % positions;
            return (out * in + (group % perColumn) * m + k) * positions + position;
        }
    }
}
