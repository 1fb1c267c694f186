/**
 * What happens after weights were removed: fine-tuning, rewinding, training. One record per file, found by
 * {@link java.util.ServiceLoader}; a step only says what it wants of {@link org.espalier.recovery.Training}, the engine
 * does it.
 */
@NullMarked
package org.espalier.recovery;

import org.jspecify.annotations.NullMarked;
