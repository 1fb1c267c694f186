package org.espalier.program;

/**
 * Where a value lies in the arena. Sizes are in positions; a position holds one float for each lane, an example. Element
 * {@code (c, y, x)} is at position {@code start + c · plane + y · pitch + x}. Between rows, between channels and before
 * the first there may be margins, which are zero and stay so: a convolution's padding.
 *
 * @param start the position of the first element
 * @param pitch positions from one row to the next
 * @param plane positions from one channel to the next
 */
public record Region(int start, int channels, int height, int width, int pitch, int plane) {

    /** The position of an element. */
    public int at(int channel, int y, int x) {
        return start + channel * plane + y * pitch + x;
    }

    /** Some of the channels. */
    public Region slice(int from, int count) {
        return new Region(start + from * plane, count, height, width, pitch, plane);
    }

    /** The shape of what lies here. */
    public Shape shape() {
        return new Shape(channels, height, width);
    }
}
