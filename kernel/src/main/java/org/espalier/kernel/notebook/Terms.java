package org.espalier.kernel.notebook;

import java.time.Duration;
import java.util.Optional;

/**
 * On what terms a notebook is run.
 *
 * @param allowErrors whether to go on after cells that fail
 * @param timeout how long a cell may take; empty for as long as it likes
 * @param parameters values for the notebook's parameters
 */
public record Terms(boolean allowErrors, Optional<Duration> timeout, ParameterValues parameters) {

    /**
     * Checks the timeout.
     *
     * @throws IllegalArgumentException when it is no time at all
     */
    public Terms {
        timeout.filter(limit -> limit.isNegative() || limit.isZero()).ifPresent(limit -> {
            throw new IllegalArgumentException("a timeout is longer than 0 s; found " + limit.toMillis() / 1e3 + " s");
        });
    }

    /** The first cell that fails ends the run, cells take as long as they like, and the notebook runs as it stands. */
    public static Terms usual() {
        return new Terms(false, Optional.empty(), ParameterValues.NONE);
    }

    /** The same, going on after cells that fail if told so. */
    public Terms allowingErrors(boolean allowed) {
        return new Terms(allowed, timeout, parameters);
    }

    /** The same with a limit for each cell. */
    public Terms within(Duration limit) {
        return new Terms(allowErrors, Optional.of(limit), parameters);
    }

    /** The same with values for the notebook's parameters. */
    public Terms with(ParameterValues values) {
        return new Terms(allowErrors, timeout, values);
    }
}
