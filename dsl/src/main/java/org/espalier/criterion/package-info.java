/**
 * Which weights or channels matter: one record per file, found by {@link java.util.ServiceLoader}. A criterion sees
 * one layer through {@link org.espalier.criterion.LayerView} and knows neither recipes nor DL4J.
 */
@NullMarked
package org.espalier.criterion;

import org.jspecify.annotations.NullMarked;
