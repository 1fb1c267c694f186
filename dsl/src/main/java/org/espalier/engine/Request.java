package org.espalier.engine;

import java.util.Set;
import org.espalier.criterion.Criterion;
import org.espalier.criterion.Need;

/**
 * What is to be gathered from calibration data, and for whom.
 *
 * @param id who asks, for messages
 * @param batches of calibration data
 */
record Request(String id, Set<Need> needs, int batches) {

    static Request of(Criterion criterion) {
        return new Request(criterion.id(), criterion.needs(), criterion.batches());
    }
}
