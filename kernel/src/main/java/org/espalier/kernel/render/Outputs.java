package org.espalier.kernel.render;

import org.espalier.report.Rendering;

/** Where everything that a running cell shows goes: a front end, a notebook file, a terminal. */
public interface Outputs {

    /** Text written to {@code stdout} or {@code stderr}. */
    void stream(String name, String text);

    /** Something shown now, which {@link #update} may replace later under the same id. */
    void display(String id, Rendering rendering);

    /** Replaces in place what was shown under {@code id}. */
    void update(String id, Rendering rendering);

    /**
     * Takes away what the running cell has shown so far. Where nothing can be taken back, such as on a terminal, it
     * stays.
     *
     * @param wait whether to do so only when something new is shown, which doesn't flicker
     */
    default void clear(boolean wait) {}

    /** The value of cell {@code number}. */
    void result(int number, Rendering rendering);

    /** Why the cell failed. */
    void error(CellError error);

    /** Where nothing is shown. */
    record None() implements Outputs {
        @Override
        public void stream(String name, String text) {}

        @Override
        public void display(String id, Rendering rendering) {}

        @Override
        public void update(String id, Rendering rendering) {}

        @Override
        public void result(int number, Rendering rendering) {}

        @Override
        public void error(CellError error) {}
    }
}
