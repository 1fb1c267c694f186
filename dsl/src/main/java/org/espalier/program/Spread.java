package org.espalier.program;

import org.espalier.program.Step.Convolution;

/** A convolution's taps in both dimensions: which phases of the input it needs, and what margins around them. */
record Spread(Taps rows, Taps columns) {

    static Spread of(Convolution c, Shape in) {
        Window w = c.window();
        return new Spread(
                Taps.of(in.height(), c.output().height(), w.height(), w.strideY(), w.top(), w.dilationY()),
                Taps.of(in.width(), c.output().width(), w.width(), w.strideX(), w.left(), w.dilationX()));
    }

    /** Whether the input must be dealt out to phases before. */
    boolean strided() {
        return rows.stride() > 1 || columns.stride() > 1;
    }

    Margins margins() {
        return new Margins(rows.before(), columns.before(), rows.after(), columns.after());
    }

    /** The phases as one value: the channels of each after those of the one before. */
    Shape phases(Shape in) {
        return new Shape(in.channels() * rows.phases().length * columns.phases().length, rows.size(), columns.size());
    }

    /** For each weight of one output channel, its first input's position relative to the region's start. */
    int[] offsets(int channels, int channelsOfAGroup, Region in) {
        int height = rows.shift().length;
        int width = columns.shift().length;
        int[] offsets = new int[channelsOfAGroup * height * width];
        int at = 0;
        for (int c = 0; c < channelsOfAGroup; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int phase = rows.phase()[y] * columns.phases().length + columns.phase()[x];
                    offsets[at++] =
                            (phase * channels + c) * in.plane() + rows.shift()[y] * in.pitch() + columns.shift()[x];
                }
            }
        }
        return offsets;
    }
}
