package org.espalier.program;

/** How many rows and columns of zeros the readers of a value need around it. */
record Margins(int top, int left, int bottom, int right) {
    static final Margins NONE = new Margins(0, 0, 0, 0);

    Margins and(Margins other) {
        return new Margins(
                Math.max(top, other.top),
                Math.max(left, other.left),
                Math.max(bottom, other.bottom),
                Math.max(right, other.right));
    }
}
