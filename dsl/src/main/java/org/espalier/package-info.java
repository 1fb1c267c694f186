/** The facade that notebooks import; the vocabulary itself lives in the packages below. */
@NullMarked
package org.espalier;

import org.jspecify.annotations.NullMarked;
