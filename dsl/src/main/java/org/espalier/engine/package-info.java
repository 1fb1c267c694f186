/**
 * Runs recipes: {@code Experiment}, {@code Plan}, {@code Run}, the receipt, and progress events. Knows nothing of tables,
 * charts or files.
 */
@NullMarked
package org.espalier.engine;

import org.jspecify.annotations.NullMarked;
