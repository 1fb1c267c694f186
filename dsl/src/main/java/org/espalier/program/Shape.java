package org.espalier.program;

/**
 * The sizes of one example's value, {@code [channels, height, width]}; what a dense layer gives is
 * {@code [units, 1, 1]}.
 */
public record Shape(int channels, int height, int width) {

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if one is below 1 or the product exceeds a Java array
     */
    public Shape {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a value needs sizes of at least 1, found [%d, %d, %d]".formatted(channels, height, width));
        }
        if ((long) channels * height > Integer.MAX_VALUE / width) {
            throw new IllegalArgumentException(
                    "a value of [%d, %d, %d] is more than a Java array holds".formatted(channels, height, width));
        }
    }

    /** A vector, {@code [units, 1, 1]}. */
    public static Shape vector(int units) {
        return new Shape(units, 1, 1);
    }

    /** The number of floats. */
    public int values() {
        return channels * height * width;
    }

    @Override
    public String toString() {
        return "[%d, %d, %d]".formatted(channels, height, width);
    }
}
