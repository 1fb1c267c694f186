package org.espalier.criterion;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Mean rank of a channel's feature maps: maps of low rank hold little. The rank of an {@code h × w} map is the number of
 * pivots, by Gaussian elimination with full pivoting, above {@code max(h, w)·2⁻²³} times the largest. Channels of dense
 * layers have maps of one value: rank 1 unless it is zero.
 *
 * <p>Lin et al., "HRank: Filter Pruning using High-Rank Feature Map", CVPR 2020.
 *
 * <pre>{@code
 * pruneChannels().by(hrank()).to(channelsRemoved(0.3)).in(convolutions()).then(fineTune(1))
 * }</pre>
 *
 * @param batches calibration batches
 */
@AutoService(Criterion.class)
@Taxon(
        year = 2020,
        when = When.AFTER,
        how = How.FEATURE_MAPS,
        paper = "Lin et al., \"HRank: Filter Pruning using High-Rank Feature Map\", CVPR 2020")
public record HRank(int batches) implements Criterion {
    private static final double FLOAT_STEP = 0x1p-23;

    /** Checks the number of batches. */
    public HRank {
        if (batches < 1) {
            throw new IllegalArgumentException("hrank: batches must be at least 1, found " + batches);
        }
    }

    /** Six calibration batches, about as many as the authors take. */
    public HRank() {
        this(6);
    }

    @Override
    public String id() {
        return "hrank";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.OUTPUTS);
    }

    @Override
    public INDArray scoreChannels(LayerView layer) {
        int channels = Math.toIntExact(layer.outputs().get(0).size(1));
        double[] sums = new double[channels];
        long examples = 0;
        for (INDArray output : layer.outputs()) {
            int height = output.rank() > 2 ? Math.toIntExact(output.size(2)) : 1;
            int width = Math.toIntExact(output.length() / output.size(0) / channels / height);
            float[] values = output.dup('c').data().asFloat();
            int maps = values.length / (height * width);
            for (int map = 0; map < maps; map++) {
                sums[map % channels] += rank(values, map * height * width, height, width);
            }
            examples += output.size(0);
        }
        for (int channel = 0; channel < channels; channel++) {
            sums[channel] /= examples;
        }
        return Nd4j.create(sums, new long[] {channels}, layer.weights().dataType());
    }

    private static int rank(float[] values, int from, int height, int width) {
        double[][] rows = new double[height][width];
        for (int i = 0; i < height * width; i++) {
            rows[i / width][i % width] = values[from + i];
        }
        double first = 0;
        int rank = 0;
        while (rank < Math.min(height, width)) {
            int row = rank;
            int column = rank;
            for (int i = rank; i < height; i++) {
                for (int j = rank; j < width; j++) {
                    if (Math.abs(rows[i][j]) > Math.abs(rows[row][column])) {
                        row = i;
                        column = j;
                    }
                }
            }
            double pivot = Math.abs(rows[row][column]);
            first = rank == 0 ? pivot : first;
            if (pivot <= first * Math.max(height, width) * FLOAT_STEP) {
                return rank;
            }
            swap(rows, rank, row, column);
            for (int i = rank + 1; i < height; i++) {
                double factor = rows[i][rank] / rows[rank][rank];
                for (int j = rank; j < width; j++) {
                    rows[i][j] -= factor * rows[rank][j];
                }
            }
            rank++;
        }
        return rank;
    }

    private static void swap(double[][] rows, int rank, int row, int column) {
        double[] kept = rows[rank];
        rows[rank] = rows[row];
        rows[row] = kept;
        for (double[] each : rows) {
            double value = each[rank];
            each[rank] = each[column];
            each[column] = value;
        }
    }
}
