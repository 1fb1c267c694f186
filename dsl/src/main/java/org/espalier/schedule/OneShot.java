package org.espalier.schedule;

import com.google.auto.service.AutoService;

/** Removes everything in a single step. The default of every recipe. */
@AutoService(Schedule.class)
public record OneShot() implements Schedule {

    @Override
    public String id() {
        return "oneShot";
    }

    @Override
    public int steps() {
        return 1;
    }

    @Override
    public double at(int step, double target) {
        return Ramp.at(this, step, 0, target, t -> t * target);
    }
}
