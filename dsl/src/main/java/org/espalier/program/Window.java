package org.espalier.program;

/**
 * Which inputs an output of a convolution or pooling sees: output {@code (y, x)} sees rows
 * {@code y · strideY - top + i · dilationY} for {@code i < height}, and columns alike; outside of the input there are
 * zeros (a maximum leaves them out). How far it reaches below and to the right follows from the output's size.
 *
 * @param height rows
 * @param width columns
 * @param top rows of padding above
 * @param left columns of padding on the left
 */
public record Window(int height, int width, int strideY, int strideX, int top, int left, int dilationY, int dilationX) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size, stride or dilation is below 1 or a padding below 0
     */
    public Window {
        if (Math.min(Math.min(height, width), Math.min(strideY, strideX)) < 1
                || Math.min(dilationY, dilationX) < 1
                || Math.min(top, left) < 0) {
            throw new IllegalArgumentException(
                    ("a window needs sizes, strides and dilations of at least 1 and no negative padding, found %d x %d,"
                                    + " stride %d x %d, padding %d, %d, dilation %d x %d")
                            .formatted(height, width, strideY, strideX, top, left, dilationY, dilationX));
        }
    }

    /** A window that moves one by one, without padding. */
    public static Window of(int height, int width) {
        return new Window(height, width, 1, 1, 0, 0, 1, 1);
    }

    /** A window as large as a value: what a dense layer after a flatten, or global pooling, sees. */
    public static Window over(Shape all) {
        return of(all.height(), all.width());
    }

    /** The same with these strides. */
    public Window stride(int y, int x) {
        return new Window(height, width, y, x, top, left, dilationY, dilationX);
    }

    /** The same with so much padding above and on the left. */
    public Window padding(int above, int onTheLeft) {
        return new Window(height, width, strideY, strideX, above, onTheLeft, dilationY, dilationX);
    }

    /** The same with these dilations. */
    public Window dilation(int y, int x) {
        return new Window(height, width, strideY, strideX, top, left, y, x);
    }

    /** The first row that output row {@code y} sees, negative where it lies in the padding. */
    public int firstRow(int y) {
        return y * strideY - top;
    }

    /** The first column that output column {@code x} sees, negative where it lies in the padding. */
    public int firstColumn(int x) {
        return x * strideX - left;
    }
}
