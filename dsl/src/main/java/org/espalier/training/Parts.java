package org.espalier.training;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Parts of a training and of a network's masks, as every method asks for them. */
final class Parts {
    private Parts() {}

    static void check(String id, String name, double part) {
        if (!(part > 0 && part <= 1)) {
            throw new IllegalArgumentException(
                    "%s: %s must be a part of the training in (0, 1], found %s".formatted(id, name, part));
        }
    }

    static void checkFraction(String id, double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "%s: the fraction of connections that move must lie in (0, 1), found %s".formatted(id, fraction));
        }
    }

    static void checkAbove0(String id, String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(
                    "%s: %s must be a finite number above 0, found %s".formatted(id, name, value));
        }
    }

    static String percent(double part) {
        String number = String.format(Locale.ROOT, "%.4g", part * 100);
        return (number.contains(".") ? number.replaceAll("0+$", "").replaceAll("\\.$", "") : number) + " %";
    }

    /** The elements in 'c' order. */
    static float[] values(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    static INDArray of(Map<String, INDArray> arrays, LayerInTraining layer) {
        return Objects.requireNonNull(arrays.get(layer.name()), layer::name);
    }
}
