package org.espalier.sparse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An immutable float matrix with at most {@code n} values other than zero in every group of {@code m} neighbours of a
 * row, as the mask pattern N:M leaves it. A last group shorter than {@code m} counts as filled up with zeros. Every group
 * has {@code n} slots, a value and its place within the group each, places rising; a group with fewer values fills the
 * slots left with zeros at its lowest free places. There is one form for each matrix, {@code n} and {@code m}.
 *
 * <p>A slot that holds zero is not multiplied: as in {@link CsrMatrix}, nothing times Inf is nothing.
 *
 * <p>Values are stored slot by slot, {@code [rows × groups × n]}.
 *
 * <pre>{@code
 * var matrix = NofMMatrix.of(new float[] {0, 5, 0, 7}, 1, 4, 2, 4);
 * matrix.places();                                                  // {1, 3}
 * }</pre>
 */
public final class NofMMatrix extends StoredMatrix {
    private static final int MOST = 256;

    private final int n;
    private final int m;
    private final byte[] places;

    private NofMMatrix(MatrixSize size, int n, int m, byte[] places, float[] values) {
        super(size, values);
        this.n = n;
        this.m = m;
        this.places = places;
    }

    /**
     * The N:M form of a dense matrix that keeps the pattern.
     *
     * @param dense {@code [rows × columns]}, row-major; not kept
     * @param rows at least 1
     * @param columns at least 1
     * @param n at least 1 and below {@code m}
     * @param m at most 256
     * @throws IllegalArgumentException if a group has more than {@code n} values, saying where, or if a size is wrong
     */
    public static NofMMatrix of(float[] dense, int rows, int columns, int n, int m) {
        return of(CsrMatrix.of(dense, rows, columns), n, m);
    }

    /**
     * The same matrix in N:M form, if it keeps the pattern.
     *
     * @param n at least 1 and below {@code m}
     * @param m at most 256
     * @throws IllegalArgumentException if a group has more than {@code n} values, saying where, if {@code n} or {@code m}
     *     is another, or if the slots would hold more values than a Java array
     */
    public static NofMMatrix of(SparseMatrix matrix, int n, int m) {
        requirePattern(n, m);
        CsrMatrix csr = matrix.toCsr();
        int slots = slots(csr.size, n, m);
        byte[] places = new byte[slots];
        float[] values = new float[slots];
        int slot = 0;
        for (int row = 0; row < csr.rows(); row++) {
            int at = csr.pattern().start(row);
            for (int group = 0; group < csr.size.groups(m); group++) {
                int start = group * m;
                int end = at;
                while (end < csr.pattern().end(row) && csr.pattern().index(end) - start < m) {
                    end++;
                }
                int free = n - (end - at);
                if (free < 0) {
                    throw new IllegalArgumentException(
                            "row %d, group %d, columns %d to %d: %d:%d allows %d values other than zero, found %d"
                                    .formatted(
                                            row,
                                            group,
                                            start,
                                            start + Math.min(m, csr.columns() - start) - 1,
                                            n,
                                            m,
                                            n,
                                            end - at));
                }
                for (int place = 0; at < end || free > 0; place++) {
                    boolean kept = at < end && csr.pattern().index(at) - start == place;
                    if (kept || free > 0) {
                        places[slot] = (byte) place;
                        values[slot++] = kept ? csr.values[at++] : 0;
                        free -= kept ? 0 : 1;
                    }
                }
            }
        }
        return new NofMMatrix(csr.size, n, m, places, values);
    }

    static NofMMatrix read(MatrixHeader header, MatrixInput in) throws IOException {
        int n = header.first();
        int m = header.second();
        requirePattern(n, m);
        header.requireStored(slots(header.size(), n, m));
        byte[] places = in.bytes("places", header.stored());
        float[] values = withoutSignedZeros(in.values(header.stored()));
        NofMMatrix matrix = new NofMMatrix(header.size(), n, m, places, values);
        matrix.requireRisingPlaces();
        if (!matrix.equals(of(matrix, n, m))) {
            throw new IllegalArgumentException("slots of zeros must take a group's lowest free places, found others");
        }
        return matrix;
    }

    private static void requirePattern(int n, int m) {
        if (n < 1 || n >= m || m > MOST) {
            throw new IllegalArgumentException(
                    "N:M stores n of every m values and needs 1 <= n < m <= %d, found n = %d, m = %d"
                            .formatted(MOST, n, m));
        }
    }

    private static int slots(MatrixSize size, int n, int m) {
        return MatrixSize.requireStorable((long) size.rows() * size.groups(m) * n);
    }

    private void requireRisingPlaces() {
        for (int slot = 0; slot < values.length; slot++) {
            int place = Byte.toUnsignedInt(places[slot]);
            int before = slot % n == 0 ? -1 : Byte.toUnsignedInt(places[slot - 1]);
            if (place <= before || place >= m) {
                throw new IllegalArgumentException(
                        "slot %d: places must rise within a group and lie in [0, %d),".formatted(slot, m)
                                + " found %d after %d".formatted(place, before));
            }
            if (values[slot] != 0 && (long) group(slot) * m + place >= size.columns()) {
                throw new IllegalArgumentException(
                        "slot %d: beyond the last column a group holds zeros, found %s".formatted(slot, values[slot]));
            }
        }
    }

    @Override
    public CsrMatrix toCsr() {
        int[] rowPointers = new int[size.rows() + 1];
        int[] columnIndices = new int[nonZeros()];
        float[] kept = new float[nonZeros()];
        int slotsPerRow = values.length / size.rows();
        int to = 0;
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != 0) {
                columnIndices[to] = group(slot) * m + Byte.toUnsignedInt(places[slot]);
                kept[to++] = values[slot];
            }
            rowPointers[slot / slotsPerRow + 1] = to;
        }
        return new CsrMatrix(size, rowPointers, columnIndices, kept);
    }

    /** The group within its row. */
    private int group(int slot) {
        return slot / n % size.groups(m);
    }

    @Override
    public SparseFormat format() {
        return SparseFormat.N_OF_M;
    }

    /** Slots of a group. */
    public int n() {
        return n;
    }

    /** Neighbours in a group. */
    public int m() {
        return m;
    }

    /** A copy of each slot's place within its group, in [0, m), {@code [rows × groups × n]}; unsigned. */
    public byte[] places() {
        return places.clone();
    }

    @Override
    List<Integer> parameters() {
        return List.of(n, m);
    }

    @Override
    Object pattern() {
        return ByteBuffer.wrap(places);
    }

    @Override
    long patternBytes() {
        return places.length;
    }

    @Override
    void writePattern(MatrixOutput out) throws IOException {
        out.bytes(places);
    }

    @Override
    public String toString() {
        return described("%d:%d of %d x %d".formatted(n, m, rows(), columns()));
    }
}
