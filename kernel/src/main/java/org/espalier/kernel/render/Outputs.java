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

    /** The value of cell {@code number}. */
    void result(int number, Rendering rendering);

    /** Why the cell failed. */
    void error(CellError error);
}
