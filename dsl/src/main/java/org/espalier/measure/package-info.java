/**
 * What a network costs and how well it does: multiply–accumulates, bytes, accuracy, milliseconds on this machine. No
 * pruning, no tables.
 */
@NullMarked
package org.espalier.measure;

import org.jspecify.annotations.NullMarked;
