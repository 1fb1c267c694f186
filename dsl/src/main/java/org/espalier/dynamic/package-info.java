/**
 * Pruning at run time: gates that let some channels through for each input anew, and a network that computes no more than
 * those.
 */
@NullMarked
package org.espalier.dynamic;

import org.jspecify.annotations.NullMarked;
