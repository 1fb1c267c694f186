package org.espalier.sparse;

/** The sizes of a matrix, checked in the same words whatever the format. */
record MatrixSize(int rows, int columns) {

    MatrixSize {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a matrix needs at least one row and one column, found %d x %d".formatted(rows, columns));
        }
        if (rows == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a matrix of %d rows needs one row pointer more than a Java array holds".formatted(rows));
        }
    }

    /** These sizes, if a dense matrix holds so many values. */
    static MatrixSize of(float[] dense, int rows, int columns) {
        MatrixSize size = new MatrixSize(rows, columns);
        if (dense.length != size.values()) {
            throw new IllegalArgumentException(
                    "a %d x %d matrix holds %d values, found %d".formatted(rows, columns, size.values(), dense.length));
        }
        return size;
    }

    long values() {
        return (long) rows * columns;
    }

    /** How many panels of {@code height} rows, the last one filled up. */
    int panels(int height) {
        return parts(rows, height);
    }

    /** How many groups of {@code width} columns, the last one filled up. */
    int groups(int width) {
        return parts(columns, width);
    }

    private static int parts(int length, int each) {
        return (int) (((long) length + each - 1) / each);
    }

    /** So many stored values, if a Java array holds them. */
    static int requireStorable(long stored) {
        if (stored > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the format would store %d values, more than a Java array holds (%d)"
                    .formatted(stored, Integer.MAX_VALUE - 8));
        }
        return (int) stored;
    }

    float[] newDense() {
        if (values() > Integer.MAX_VALUE) {
            throw new IllegalStateException("a dense %d x %d matrix has %d values, more than a Java array holds (%d)"
                    .formatted(rows, columns, values(), Integer.MAX_VALUE));
        }
        return new float[(int) values()];
    }
}
