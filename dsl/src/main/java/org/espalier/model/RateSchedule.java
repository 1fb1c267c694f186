package org.espalier.model;

import java.util.function.IntToDoubleFunction;
import org.nd4j.linalg.schedule.ISchedule;

/** A learning rate for each iteration. For networks that are trained and thrown away: it is not written into files. */
final class RateSchedule implements ISchedule {
    private static final long serialVersionUID = 1;

    private final transient IntToDoubleFunction rates;

    RateSchedule(IntToDoubleFunction rates) {
        this.rates = rates;
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return rates.applyAsDouble(iteration);
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
