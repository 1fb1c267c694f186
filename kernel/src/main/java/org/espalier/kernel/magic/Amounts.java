package org.espalier.kernel.magic;

import java.util.Locale;

/** Times and sizes with the unit that suits them. */
final class Amounts {

    private Amounts() {}

    static String time(double nanos) {
        return nanos < 1e3
                ? number(nanos) + " ns"
                : nanos < 1e6
                        ? number(nanos / 1e3) + " µs"
                        : nanos < 1e9 ? number(nanos / 1e6) + " ms" : number(nanos / 1e9) + " s";
    }

    static String bytes(double bytes) {
        return bytes < 1024
                ? Math.round(bytes) + " B"
                : bytes < 1 << 20
                        ? number(bytes / 1024) + " KiB"
                        : bytes < 1 << 30 ? number(bytes / (1 << 20)) + " MiB" : number(bytes / (1 << 30)) + " GiB";
    }

    /** Three digits. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
