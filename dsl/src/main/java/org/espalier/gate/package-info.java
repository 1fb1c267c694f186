/** Which channels pass for an input, such as feature boosting and suppression: one record per file, found by {@link java.util.ServiceLoader}. */
@NullMarked
package org.espalier.gate;

import org.jspecify.annotations.NullMarked;
