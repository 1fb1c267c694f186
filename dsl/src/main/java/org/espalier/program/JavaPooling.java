package org.espalier.program;

import org.espalier.program.Step.Pooling.Kind;

/** Pooling in plain Java, row by row, lanes innermost. */
final class JavaPooling {
    private JavaPooling() {}

    static void run(Instruction.Pool i, int lanes, float[] arena) {
        Region in = i.in();
        Region out = i.out();
        Window w = i.window();
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    Cells rows = Cells.inside(w.firstRow(y), w.dilationY(), w.height(), in.height());
                    Cells columns = Cells.inside(w.firstColumn(x), w.dilationX(), w.width(), in.width());
                    pool(i, c, rows, columns, out.at(c, y, x) * lanes, lanes, arena);
                }
            }
        }
    }

    private static void pool(
            Instruction.Pool i, int channel, Cells rows, Cells columns, int to, int lanes, float[] arena) {
        boolean max = i.kind() == Kind.MAX;
        int count = i.kind() == Kind.MEAN
                ? rows.count * columns.count
                : i.window().height() * i.window().width();
        float divisor = i.kind() == Kind.SUM || max ? 1 : Math.max(count, 1);
        for (int lane = 0; lane < lanes; lane++) {
            float value = max ? Float.NEGATIVE_INFINITY : 0;
            for (int y = 0; y < rows.count; y++) {
                for (int x = 0; x < columns.count; x++) {
                    int at = i.in().at(channel, rows.first + y * rows.step, columns.first + x * columns.step);
                    float cell = arena[at * lanes + lane];
                    value = max ? Math.max(value, cell) : value + cell;
                }
            }
            arena[to + lane] = max ? value : value / divisor;
        }
    }

    /** The cells of a window along one dimension that lie inside of the input. */
    private record Cells(int first, int step, int count) {
        static Cells inside(int first, int step, int cells, int size) {
            int skipped = first < 0 ? (-first + step - 1) / step : 0;
            int start = first + skipped * step;
            int fitting = start >= size ? 0 : (size - 1 - start) / step + 1;
            return new Cells(start, step, Math.max(0, Math.min(cells - skipped, fitting)));
        }
    }
}
