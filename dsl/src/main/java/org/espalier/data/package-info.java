/**
 * Datasets: where their files come from, how they are checked, and how they are split. No training, no tables.
 */
@NullMarked
package org.espalier.data;

import org.jspecify.annotations.NullMarked;
