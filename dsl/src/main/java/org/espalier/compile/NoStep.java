package org.espalier.compile;

import java.io.Serial;

/** No step of a program does what a layer does; the message says why, for reports: "pools by p-norm". */
final class NoStep extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    NoStep(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
