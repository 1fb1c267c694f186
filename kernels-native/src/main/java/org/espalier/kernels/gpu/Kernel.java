package org.espalier.kernels.gpu;

import java.util.Arrays;
import java.util.Locale;

/** The kernels of {@code kernels.cl}, each named there as here, in lower case. */
enum Kernel {
    PRODUCT_CSR,
    PRODUCT_CSR4,
    PRODUCT_BLOCKS4,
    PRODUCT_BLOCKS8,
    PRODUCT_N_OF_M,
    PRODUCT_DENSE,
    POOL,
    COMBINE,
    MOVE,
    SCALE,
    APPLY,
    SOFTEN,
    LOAD,
    STORE,
    CLEAR;

    /** Work-items of a group. */
    static final int GROUP = 128;

    static String[] names() {
        return Arrays.stream(values())
                .map(k -> k.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
    }
}
