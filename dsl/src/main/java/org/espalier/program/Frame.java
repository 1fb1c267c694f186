package org.espalier.program;

/**
 * How a value's rows and channels lie: its size and the margins around it. A row's right margin is the next row's left
 * one, and a channel's bottom margin the next channel's top one.
 *
 * @param pitch positions from row to row
 * @param plane positions from channel to channel
 * @param front positions of margin before the first element
 * @param margins whether there are margins to keep zero
 */
record Frame(int height, int width, int pitch, int plane, int front, boolean margins) {
    private static final int LINE = 16; // floats in a cache line

    static Frame of(Shape shape, Margins margins, int lanes) {
        int pitch = Math.addExact(shape.width(), Math.max(margins.left(), margins.right()));
        int rows = Math.addExact(shape.height(), Math.max(margins.top(), margins.bottom()));
        int plane = oddLines(Math.multiplyExact(pitch, rows), lanes);
        int front = margins.top() * pitch + margins.left();
        return new Frame(shape.height(), shape.width(), pitch, plane, front, !margins.equals(Margins.NONE));
    }

    /** Channels a power of two apart would all fall into the same few cache sets: an odd number of lines avoids it. */
    private static int oddLines(int plane, int lanes) {
        if (plane == 1) {
            return 1;
        }
        if (lanes % LINE == 0) {
            return plane | 1;
        }
        int floats = Math.multiplyExact(plane, lanes);
        if (LINE % lanes != 0 || floats < 4 * LINE) {
            return plane;
        }
        return Math.multiplyExact(Math.addExact(floats, LINE - 1) / LINE | 1, LINE) / lanes;
    }

    int positions(int channels) {
        return Math.addExact(front, Math.multiplyExact(channels, plane));
    }

    Region at(int place, int channels) {
        return new Region(place + front, channels, height, width, pitch, plane);
    }
}
