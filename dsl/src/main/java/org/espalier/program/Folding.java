package org.espalier.program;

import java.util.Arrays;
import org.espalier.program.Step.Convolution;
import org.espalier.program.Step.Framing;
import org.espalier.program.Step.Scaling;
import org.espalier.sparse.Activation;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseFormat;
import org.espalier.sparse.SparseMatrix;

/** Two steps as one convolution. Weights that are zero stay exactly zero. */
final class Folding {
    private interface Factor {
        double of(int row, int column);
    }

    private Folding() {}

    /** A convolution without activation and addend, then a scaling. */
    static Convolution after(Convolution c, Scaling s) {
        float[] bias = bias(c);
        for (int row = 0; row < bias.length; row++) {
            bias[row] = (float) ((double) bias[row] * s.scale()[row] + s.shift()[row]);
        }
        SparseMatrix weights = scaled(c.weights(), (row, column) -> s.scale()[row]);
        return with(c, c.input(), c.window(), weights, Epilogue.bias(bias).then(s.activation()));
    }

    /** Whether a scaling before a convolution is the same as one of its weights: not where it would shift the padding. */
    static boolean foldsBefore(Convolution c, Scaling s, Shape in) {
        boolean shifts = false;
        for (float shift : s.shift()) {
            shifts |= shift != 0;
        }
        return s.activation() == Activation.NONE && (!shifts || !padded(c, in));
    }

    private static boolean padded(Convolution c, Shape in) {
        Window w = c.window();
        return w.top() > 0
                || w.left() > 0
                || w.firstRow(c.output().height() - 1) + (w.height() - 1) * w.dilationY() >= in.height()
                || w.firstColumn(c.output().width() - 1) + (w.width() - 1) * w.dilationX() >= in.width();
    }

    /** A scaling, then a convolution. */
    static Convolution before(Convolution c, Scaling s) {
        int taps = c.window().height() * c.window().width();
        int channels = c.weights().columns() / taps;
        int rows = c.weights().rows() / c.groups();
        Factor scale = (row, column) -> s.scale()[row / rows * channels + column / taps];
        Factor shift = (row, column) -> s.shift()[row / rows * channels + column / taps];
        float[] bias = bias(c);
        CsrMatrix weights = c.weights().toCsr();
        int[] pointers = weights.rowPointers();
        int[] columns = weights.columnIndices();
        float[] values = weights.values();
        for (int row = 0; row < bias.length; row++) {
            double sum = bias[row];
            for (int at = pointers[row]; at < pointers[row + 1]; at++) {
                sum += values[at] * shift.of(row, columns[at]);
            }
            bias[row] = (float) sum;
        }
        Epilogue epilogue = Epilogue.bias(bias).then(c.epilogue().activation());
        return with(c, s.input(), c.window(), scaled(c.weights(), scale), epilogue);
    }

    /** Whether a frame is nothing but the padding that a convolution has of its own. */
    static boolean pads(Framing f, Shape in) {
        return f.top() >= 0
                && f.left() >= 0
                && f.output().height() >= in.height() + f.top()
                && f.output().width() >= in.width() + f.left();
    }

    /** A frame of zeros, then a convolution. */
    static Convolution padded(Convolution c, Framing f) {
        Window w = c.window();
        return with(c, f.input(), w.padding(w.top() + f.top(), w.left() + f.left()), c.weights(), c.epilogue());
    }

    private static Convolution with(Convolution c, int input, Window window, SparseMatrix weights, Epilogue epilogue) {
        return new Convolution(c.name(), input, window, c.groups(), weights, epilogue, c.addend(), c.output());
    }

    private static float[] bias(Convolution c) {
        float[] bias = c.epilogue().bias();
        return bias == null ? new float[c.weights().rows()] : bias;
    }

    private static SparseMatrix scaled(SparseMatrix m, Factor factor) {
        if (m.format() == SparseFormat.DENSE) {
            float[] dense = m.toDense();
            for (int i = 0; i < dense.length; i++) {
                // Zero stays zero though the factor be Inf or NaN.
                dense[i] = dense[i] == 0 ? 0 : (float) (dense[i] * factor.of(i / m.columns(), i % m.columns()));
            }
            return DenseMatrix.of(dense, m.rows(), m.columns());
        }
        CsrMatrix csr = m.toCsr();
        int[] pointers = csr.rowPointers();
        int[] columns = csr.columnIndices();
        float[] values = csr.values();
        int kept = 0;
        int at = 0;
        for (int row = 0; row < m.rows(); row++) {
            for (; at < pointers[row + 1]; at++) {
                float value = (float) (values[at] * factor.of(row, columns[at]));
                if (value != 0) {
                    columns[kept] = columns[at];
                    values[kept++] = value;
                }
            }
            pointers[row + 1] = kept;
        }
        return CsrMatrix.of(m.rows(), m.columns(), pointers, Arrays.copyOf(columns, kept), Arrays.copyOf(values, kept));
    }
}
