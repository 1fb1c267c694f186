package org.espalier.kernel.jshell;

import java.util.Optional;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;

/**
 * How a cell ended: with a value, with an error, or with neither.
 *
 * @param value the rendered value of the last expression, empty when the cell ends with {@code ;} or a declaration
 * @param error why the cell failed, empty when it didn't
 */
public record CellResult(Optional<Rendering> value, Optional<CellError> error) {

    static CellResult nothing() {
        return new CellResult(Optional.empty(), Optional.empty());
    }

    static CellResult of(Rendering value) {
        return new CellResult(Optional.of(value), Optional.empty());
    }

    /** How a cell ends that failed. */
    public static CellResult failed(CellError error) {
        return new CellResult(Optional.empty(), Optional.of(error));
    }
}
