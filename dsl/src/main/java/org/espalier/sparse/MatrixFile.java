package org.espalier.sparse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A matrix in a stream: {@link MatrixHeader}, pointers, indices or places, values, and the CRC-32 of these. */
final class MatrixFile {

    private MatrixFile() {}

    static void write(StoredMatrix matrix, OutputStream stream) throws IOException {
        MatrixOutput out = new MatrixOutput(stream);
        MatrixHeader.of(matrix).write(out);
        matrix.writePattern(out);
        for (float value : matrix.values) {
            out.float32(value);
        }
        out.checksum();
    }

    static SparseMatrix read(InputStream stream) throws IOException {
        MatrixInput in = new MatrixInput(stream);
        try {
            MatrixHeader header = MatrixHeader.read(in);
            return switch (header.format()) {
                case CSR -> CsrMatrix.read(header, in);
                case BLOCKS -> BlockMatrix.read(header, in);
                case N_OF_M -> NofMMatrix.read(header, in);
                case DENSE -> DenseMatrix.read(header, in);
            };
        } catch (IllegalArgumentException wrong) {
            throw new IOException("sparse matrix: " + wrong.getMessage(), wrong);
        }
    }
}
