package org.espalier.sparse;

import java.io.IOException;
import java.util.List;

/**
 * The first 32 bytes of a matrix in a file; a checksum of their own keeps damaged sizes from being believed.
 *
 * <pre>
 * offset  bytes
 *      0      4  magic, "ESPM"
 *      4      2  version, 1
 *      6      2  format: 0 CSR, 1 blocks, 2 N:M, 3 dense
 *      8      4  rows
 *     12      4  columns
 *     16      4  height of a block, or n of N:M, or 0
 *     20      4  width of a block, or m of N:M, or 0
 *     24      4  how many values are stored
 *     28      4  CRC-32 of bytes 0 to 27
 * </pre>
 */
record MatrixHeader(SparseFormat format, int rows, int columns, int first, int second, int stored) {
    private static final int MAGIC = 'E' | 'S' << 8 | 'P' << 16 | 'M' << 24;
    private static final int VERSION = 1;

    /** A format's number is its place; a new one goes to the end. */
    private static final List<SparseFormat> NUMBERS =
            List.of(SparseFormat.CSR, SparseFormat.BLOCKS, SparseFormat.N_OF_M, SparseFormat.DENSE);

    static MatrixHeader of(StoredMatrix matrix) {
        List<Integer> parameters = matrix.parameters();
        return new MatrixHeader(
                matrix.format(),
                matrix.rows(),
                matrix.columns(),
                parameters.get(0),
                parameters.get(1),
                matrix.stored());
    }

    void write(MatrixOutput out) throws IOException {
        out.int32(MAGIC);
        out.int16(VERSION);
        out.int16(NUMBERS.indexOf(format));
        for (int each : new int[] {rows, columns, first, second, stored}) {
            out.int32(each);
        }
        out.checksum();
    }

    static MatrixHeader read(MatrixInput in) throws IOException {
        int[] fields = in.ints("header", 7);
        if (fields[0] != MAGIC) {
            throw new IOException("not a sparse matrix: expected \"ESPM\" at byte 0, found %02x %02x %02x %02x"
                    .formatted(fields[0] & 0xff, fields[0] >>> 8 & 0xff, fields[0] >>> 16 & 0xff, fields[0] >>> 24));
        }
        int version = fields[1] & 0xffff;
        if (version != VERSION) {
            throw new IOException("sparse matrix: this library reads version %d, found version %d; was it written by a"
                            .formatted(VERSION, version)
                    + " newer one?");
        }
        in.requireChecksum("header");
        int number = fields[1] >>> 16;
        if (number >= NUMBERS.size()) {
            throw new IOException(
                    "sparse matrix: formats are numbered 0 to %d, found %d".formatted(NUMBERS.size() - 1, number));
        }
        if (fields[6] < 0) {
            throw new IOException("sparse matrix: at least 0 values are stored, found %d".formatted(fields[6]));
        }
        return new MatrixHeader(NUMBERS.get(number), fields[2], fields[3], fields[4], fields[5], fields[6]);
    }

    MatrixSize size() {
        return new MatrixSize(rows, columns);
    }

    /** Checks the number of stored values against what sizes and format make it. */
    void requireStored(long expected) {
        if (stored != expected) {
            throw new IllegalArgumentException(
                    "%s of %d x %d stores %d values, found %d".formatted(format, rows, columns, expected, stored));
        }
    }
}
