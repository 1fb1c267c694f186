package org.espalier.structure;

/** What an activation array is, and on which axis its channels lie. */
enum Form {
    /** {@code [n, channels]}. */
    FLAT(2, 1),
    /** {@code [n, channels, time]}. */
    SEQUENCE(3, 1),
    /** {@code [n, time, channels]}. */
    SEQUENCE_LAST(3, 2),
    /** {@code [n, channels, height, width]}. */
    IMAGE(4, 1),
    /** {@code [n, height, width, channels]}. */
    IMAGE_LAST(4, 3),
    /** {@code [n, channels, depth, height, width]}. */
    VOLUME(5, 1),
    /** {@code [n, depth, height, width, channels]}. */
    VOLUME_LAST(5, 4);

    private final int rank;
    private final int axis;

    Form(int rank, int axis) {
        this.rank = rank;
        this.axis = axis;
    }

    /** Of the array, examples included. */
    int rank() {
        return rank;
    }

    /** The channels'. */
    int axis() {
        return axis;
    }

    boolean last() {
        return axis > 1;
    }

    static Form image(boolean last) {
        return last ? IMAGE_LAST : IMAGE;
    }

    static Form sequence(boolean last) {
        return last ? SEQUENCE_LAST : SEQUENCE;
    }

    static Form volume(boolean last) {
        return last ? VOLUME_LAST : VOLUME;
    }
}
