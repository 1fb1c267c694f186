/**
 * Which channels belong together and how they are cut out: coupled channel groups and surgery on DL4J networks.
 */
@NullMarked
package org.espalier.structure;

import org.jspecify.annotations.NullMarked;
