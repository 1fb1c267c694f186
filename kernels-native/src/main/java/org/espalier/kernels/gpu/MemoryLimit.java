package org.espalier.kernels.gpu;

import java.util.Locale;

/** How much of a device's memory may be taken, by {@code espalier.gpu.memory}: bytes, or 512m, 2g; else nine tenths. */
final class MemoryLimit {
    private static final String PROPERTY = "espalier.gpu.memory";

    private MemoryLimit() {}

    /**
     * The limit in bytes.
     *
     * @throws IllegalArgumentException if the property is no size
     */
    static long bytes(long ofDevice) {
        String asked = System.getProperty(PROPERTY);
        if (asked == null) {
            return ofDevice / 10 * 9;
        }
        String number = asked.strip().toLowerCase(Locale.ROOT);
        int shift = number.endsWith("g") ? 30 : number.endsWith("m") ? 20 : number.endsWith("k") ? 10 : 0;
        String digits = shift == 0 ? number : number.substring(0, number.length() - 1);
        if (!digits.matches("\\d{1,18}") || Long.parseLong(digits) > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException(
                    "%s needs a number of bytes such as 536870912, 512m or 2g, found %s".formatted(PROPERTY, asked));
        }
        return Long.parseLong(digits) << shift;
    }

    /** A number of bytes as a person reads it. */
    static String mebibytes(long bytes) {
        return "%.1f MiB".formatted(bytes / (double) (1 << 20));
    }
}
