package org.espalier.structure;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What flows from one layer to the next: for each channel its unit, and the number that it is everywhere once its unit is
 * silent; NaN where it is no such number.
 *
 * @param known whether the channels are; those of a layer that is not understood are not, and belong to no unit
 */
record Channels(int[] units, double[] silent, Form form, boolean known) {

    /** Channels that stay, whatever they are. */
    static Channels fixed(int number, Form form) {
        int[] units = new int[number];
        Arrays.fill(units, Units.NONE);
        return new Channels(units, new double[number], form, true);
    }

    /** Channels of which nothing is known. */
    static Channels unknown(Form form) {
        return new Channels(new int[0], new double[0], form, false);
    }

    int count() {
        return units.length;
    }

    Channels as(Form other) {
        return new Channels(units, silent, other, known);
    }

    Channels silent(DoubleUnaryOperator then) {
        return new Channels(units, Arrays.stream(silent).map(then).toArray(), form, known);
    }

    Channels silent(double[] values) {
        return new Channels(units, values, form, known);
    }

    /** Channels {@code from} up to, not including, {@code to}. */
    Channels range(int from, int to) {
        return new Channels(Arrays.copyOfRange(units, from, to), Arrays.copyOfRange(silent, from, to), form, known);
    }

    /** Each channel {@code times} times, side by side: what flattening images with channels first does. */
    Channels each(int times) {
        return picked(count() * times, i -> i / times);
    }

    /** All channels, {@code times} times: what flattening images with channels last does. */
    Channels all(int times) {
        return picked(count() * times, i -> i % count());
    }

    private Channels picked(int number, java.util.function.IntUnaryOperator from) {
        int[] u = new int[number];
        double[] s = new double[number];
        for (int i = 0; i < number; i++) {
            u[i] = units[from.applyAsInt(i)];
            s[i] = silent[from.applyAsInt(i)];
        }
        return new Channels(u, s, form, known);
    }

    /** These and then those. */
    Channels and(Channels others) {
        int[] u = Arrays.copyOf(units, count() + others.count());
        double[] s = Arrays.copyOf(silent, count() + others.count());
        System.arraycopy(others.units, 0, u, count(), others.count());
        System.arraycopy(others.silent, 0, s, count(), others.count());
        return new Channels(u, s, form, known && others.known);
    }
}
