package org.espalier.engine;

import java.util.List;
import org.espalier.criterion.Need;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Collects one {@link Need} of every layer that is scored. */
interface Gatherer {

    /** Takes in one calibration batch; not called for a need that takes no data. */
    void gather(DataSet batch);

    /** What was found about a layer. */
    List<INDArray> of(Scored layer);
}
