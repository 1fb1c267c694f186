package org.espalier.kernels;

/** Adds up how long each step took; {@link #NONE} looks at no clock. One thread at a time. */
final class Stopwatch {
    /** For executions that nobody times. */
    static final Stopwatch NONE = new Stopwatch(new long[0]);

    private final long[] nanoseconds;
    private long last;

    private Stopwatch(long[] nanoseconds) {
        this.nanoseconds = nanoseconds;
    }

    /** For so many steps, and one entry behind them for the program's ends. */
    static Stopwatch of(int steps) {
        return new Stopwatch(new long[steps + 1]);
    }

    boolean runs() {
        return nanoseconds.length > 0;
    }

    void start() {
        if (runs()) {
            last = System.nanoTime();
        }
    }

    /** What has passed since the last call was spent on this step. */
    void spentOn(int step) {
        if (runs()) {
            long now = System.nanoTime();
            nanoseconds[step] += now - last;
            last = now;
        }
    }

    void spentOnEnds() {
        spentOn(nanoseconds.length - 1);
    }

    long[] nanoseconds() {
        return nanoseconds.clone();
    }
}
