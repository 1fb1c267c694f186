package org.espalier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array in figures, of values that are neither NaN nor infinite; and its first values.
 *
 * @param shape empty for a scalar
 * @param type ND4J's name of it, such as {@code FLOAT}
 * @param length how many values
 * @param figures empty where there is no value to take them of, or none that is a number
 * @param first the beginning of its last two dimensions, at index 0 of those before; a vector is one row
 */
public record ArraySummary(
        List<Long> shape, String type, long length, Optional<Figures> figures, List<List<Double>> first) {
    private static final long MOST = 10;

    /**
     * Figures of all values.
     *
     * @param mean of those that are neither NaN nor infinite, as are {@code min}, {@code max}, and {@code sd}, the sample
     *     standard deviation; NaN where there are none
     * @param zeros how many are exactly zero
     * @param nans how many are not a number
     * @param infinite how many are infinite
     */
    public record Figures(double min, double max, double mean, double sd, long zeros, long nans, long infinite) {}

    /** Copies the lists. */
    public ArraySummary {
        shape = List.copyOf(shape);
        first = first.stream().map(List::copyOf).toList();
    }

    /** Whether its values are whole numbers or truth values. */
    public boolean whole() {
        DataType of = DataType.valueOf(type);
        return of.isIntType() || of == DataType.BOOL;
    }

    /** Of a value that a notebook shows: empty unless it is an array. */
    public static Optional<ArraySummary> ofValue(Object value) {
        return value instanceof INDArray array ? Optional.of(of(array)) : Optional.empty();
    }

    /** Reads all values where they lie; only a view is copied, once. The array is not changed. */
    public static ArraySummary of(INDArray array) {
        List<Long> shape = Arrays.stream(array.shape()).boxed().toList();
        String type = array.dataType().name();
        if (array.isEmpty() || array.dataType() == DataType.UTF8) {
            return new ArraySummary(shape, type, array.isEmpty() ? 0 : array.length(), Optional.empty(), List.of());
        }
        return new ArraySummary(
                shape, type, array.length(), Optional.of(figures(HostValues.inAnyOrder(array))), first(array));
    }

    private static Figures figures(HostValues values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0;
        long finite = 0;
        long zeros = 0;
        long nans = 0;
        long infinite = 0;
        for (long i = 0; i < values.length(); i++) {
            double value = values.at().applyAsDouble(i);
            if (Double.isNaN(value)) {
                nans++;
            } else if (Double.isInfinite(value)) {
                infinite++;
            } else {
                finite++;
                zeros += value == 0 ? 1 : 0;
                min = Math.min(min, value);
                max = Math.max(max, value);
                double off = value - mean;
                mean += off / finite;
                squares += off * (value - mean);
            }
        }
        return finite == 0
                ? new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, nans, infinite)
                : new Figures(
                        min, max, mean, finite == 1 ? 0 : Math.sqrt(squares / (finite - 1)), zeros, nans, infinite);
    }

    private static List<List<Double>> first(INDArray array) {
        int rank = array.rank();
        long rows = rank < 2 ? 1 : Math.min(MOST, array.size(rank - 2));
        long columns = rank < 1 ? 1 : Math.min(MOST, array.size(rank - 1));
        List<List<Double>> first = new ArrayList<>();
        for (long row = 0; row < rows; row++) {
            List<Double> values = new ArrayList<>();
            for (long column = 0; column < columns; column++) {
                if (rank == 0) {
                    values.add(array.getDouble(0));
                    continue;
                }
                long[] at = new long[rank];
                at[rank - 1] = column;
                if (rank > 1) {
                    at[rank - 2] = row;
                }
                values.add(array.getDouble(at));
            }
            first.add(values);
        }
        return first;
    }
}
