package org.espalier.kernel.render;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.report.Display;
import org.espalier.report.Rendering;

/** The display a notebook installs: each thing shown gets an id, under which its updates replace it in place. */
public final class CellDisplay implements Display {

    // A restarted kernel must not update what its predecessor showed, so ids differ between processes.
    private final String prefix = "espalier-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private final AtomicInteger shown = new AtomicInteger();
    private final Outputs outputs;

    /** A display that shows on {@code outputs}. */
    public CellDisplay(Outputs outputs) {
        this.outputs = outputs;
    }

    @Override
    public Shown show(Rendering rendering) {
        String id = prefix + shown.incrementAndGet();
        outputs.display(id, rendering);
        return update -> outputs.update(id, update);
    }
}
