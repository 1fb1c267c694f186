package org.espalier.report;

import java.util.List;
import org.espalier.engine.Experiment;
import org.espalier.model.NamedLayers;

/** The names of layers that a notebook offers while a scope is being written. */
public final class LayerNames {
    private LayerNames() {}

    /** The layers that can be pruned in an experiment or a network; none of any other value. */
    public static List<String> in(Object value) {
        return value instanceof Experiment experiment ? experiment.layers() : NamedLayers.in(value);
    }
}
