package org.espalier.structure;

/**
 * One array of a layer's parameters.
 *
 * @param layer the layer's name
 * @param key DL4J's name of it in the layer
 * @param sort what becomes of it when a unit falls silent
 * @param axes for each axis the unit of each index, {@link Units#NONE} where it stays; empty where all of the axis does
 * @param makes for each axis whether it is what the layer makes, not what it reads
 */
record Parameter(String layer, String key, Sort sort, int[][] axes, boolean[] makes) {

    /** What becomes of it when a unit falls silent. */
    enum Sort {
        /** Zero. */
        WEIGHT,
        /** Zero, or kept where readers take it over. */
        SHIFT,
        /** Kept: running means and the like. */
        STATISTIC
    }
}
