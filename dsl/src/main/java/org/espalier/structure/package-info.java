/**
 * Which channels belong together and how they are cut out: coupled channel groups, residual blocks, and surgery on any
 * DL4J network. Nothing here scores, trains or measures.
 */
@NullMarked
package org.espalier.structure;

import org.jspecify.annotations.NullMarked;
