/**
 * Trained DL4J models made into programs that run without DL4J: {@link org.espalier.compile.Translation}. The only place
 * that knows both DL4J and {@code org.espalier.program}.
 */
@NullMarked
package org.espalier.compile;

import org.jspecify.annotations.NullMarked;
