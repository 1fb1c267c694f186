/** Finished pieces of long work in a folder: whole or not there, and known to be damaged when they are. */
@NullMarked
package org.espalier.checkpoint;

import org.jspecify.annotations.NullMarked;
