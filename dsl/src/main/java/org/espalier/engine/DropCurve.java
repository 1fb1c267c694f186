package org.espalier.engine;

import java.util.ArrayList;
import java.util.List;
import org.espalier.recipe.Drops;

/**
 * The drop of one layer against the fraction removed: straight between measured points, from no drop at nothing removed,
 * and never falling, since a layer that stands 50 % stands 40 % too.
 */
final class DropCurve {
    private final List<Double> removed = new ArrayList<>(List.of(0.0));
    private final List<Double> drop = new ArrayList<>(List.of(0.0));

    DropCurve(List<Drops.Point> points) {
        for (Drops.Point point : points) {
            removed.add(point.removed());
            drop.add(Math.max(point.drop(), drop.get(drop.size() - 1)));
        }
    }

    /** The largest fraction that was measured. */
    double widest() {
        return removed.get(removed.size() - 1);
    }

    /** The drop at the widest fraction: the largest. */
    double highest() {
        return drop.get(drop.size() - 1);
    }

    /** The drop when this fraction is removed, which must not be above the widest. */
    double at(double fraction) {
        for (int i = 1; i < removed.size(); i++) {
            if (fraction <= removed.get(i)) {
                double share = (fraction - removed.get(i - 1)) / (removed.get(i) - removed.get(i - 1));
                return drop.get(i - 1) + share * (drop.get(i) - drop.get(i - 1));
            }
        }
        return highest();
    }

    /** The largest fraction, of those measured and between, whose drop is at most {@code tolerance}, at least 0. */
    double most(double tolerance) {
        int i = drop.size() - 1;
        while (drop.get(i) > tolerance) {
            i--;
        }
        if (i == drop.size() - 1) {
            return widest();
        }
        double share = (tolerance - drop.get(i)) / (drop.get(i + 1) - drop.get(i));
        return removed.get(i) + share * (removed.get(i + 1) - removed.get(i));
    }

    /**
     * Where a fraction lies, in [0, 1], among those of the very same drop: 0 if it is the first of them. Tells what goes
     * first where several layers could lose a lot at the same tolerance.
     */
    double shareOfPlateau(double fraction) {
        double here = at(fraction);
        int first = drop.indexOf(here);
        int last = drop.lastIndexOf(here);
        if (first == last) {
            return 0;
        }
        double share = (fraction - removed.get(first)) / (removed.get(last) - removed.get(first));
        return Math.min(1, Math.max(0, share));
    }
}
