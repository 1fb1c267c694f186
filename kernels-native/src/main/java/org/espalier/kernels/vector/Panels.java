package org.espalier.kernels.vector;

import java.util.ArrayList;
import java.util.List;
import org.espalier.program.Instruction;
import org.espalier.sparse.Epilogue;

/**
 * Weights as a kernel takes them: panels of {@code height} rows, and for each block of a panel the place of its input, as
 * a distance from where a strip's input begins.
 *
 * @param height rows of a panel; 1 or 4 where there are several positions
 * @param firstRow of the first panel
 * @param starts where each panel's blocks start, one more than there are panels
 * @param places for each block, in floats
 * @param values {@code [blocks × height]}, and a vector more
 * @param bias {@code [panels × height]}, and a vector more
 */
record Panels(int height, int firstRow, int[] starts, int[] places, float[] values, float[] bias) {

    /** Where the input of a weight lies. */
    interface Place {
        int of(int row, int column);
    }

    int count() {
        return starts.length - 1;
    }

    /**
     * Some columns of a matrix: its whole panels, then the rows of the last one that reaches below the matrix, one by one.
     *
     * @param from the first column
     * @param to the first column beyond
     * @param bias for each row, what its sum begins with
     */
    static List<Panels> of(Blocks blocks, int from, int to, float[] bias, Place place) {
        List<Panels> all = new ArrayList<>();
        int whole = blocks.wholePanels() * blocks.height();
        if (whole > 0) {
            all.add(cut(blocks, blocks.height(), 0, whole, from, to, bias, place));
        }
        if (whole < blocks.rows()) {
            all.add(cut(blocks, 1, whole, blocks.rows(), from, to, bias, place));
        }
        return all;
    }

    /** The weights of a program's product; places are counted from where its input begins. */
    static List<Panels> of(Instruction.Product p, Blocks blocks, int lanes) {
        int rowsOfAGroup = blocks.rows() / p.groups();
        int[] offsets = p.offsets();
        return of(
                blocks,
                0,
                offsets.length,
                bias(p.epilogue(), blocks.rows()),
                (row, column) -> (offsets[column] + row / rowsOfAGroup * p.groupStride()) * lanes);
    }

    /** What sums below it become; NaN stays. */
    static float floor(Epilogue epilogue) {
        return switch (epilogue.activation()) {
            case NONE -> Float.NEGATIVE_INFINITY;
            case RELU -> 0;
        };
    }

    /** One value for each row. */
    static float[] bias(Epilogue epilogue, int rows) {
        float[] bias = epilogue.bias();
        return bias == null ? new float[rows] : bias;
    }

    private static Panels cut(
            Blocks b, int height, int firstRow, int endRow, int from, int to, float[] bias, Place place) {
        int[] starts = new int[(endRow - firstRow) / height + 1];
        for (int panel = 0; panel + 1 < starts.length; panel++) {
            int source = (firstRow + panel * height) / b.height();
            starts[panel + 1] = starts[panel] + b.seek(source, to) - b.seek(source, from);
        }
        int[] places = new int[starts[starts.length - 1]];
        float[] values = new float[places.length * height + Lanes.COUNT];
        float[] begin = new float[endRow - firstRow + Lanes.COUNT];
        System.arraycopy(bias, firstRow, begin, 0, endRow - firstRow);
        for (int panel = 0; panel + 1 < starts.length; panel++) {
            int row = firstRow + panel * height;
            int at = b.seek(row / b.height(), from);
            for (int i = starts[panel]; i < starts[panel + 1]; i++, at++) {
                places[i] = place.of(row, b.indices()[at]);
                System.arraycopy(b.values(), at * b.height() + row % b.height(), values, i * height, height);
            }
        }
        return new Panels(height, firstRow, starts, places, values, begin);
    }

    /**
     * Panels [first, end) times the columns of a strip.
     *
     * @param at where in the input the strip's columns begin
     * @param floor what sums below it become
     */
    void multiply(int first, int end, Strip strip, float[] in, int at, Rows to, float floor) {
        if (height == 1) {
            RowKernels.run(this, first, end, strip, in, at, to, floor);
        } else {
            BlockKernels.run(this, first, end, strip, in, at, to, floor);
        }
    }
}
