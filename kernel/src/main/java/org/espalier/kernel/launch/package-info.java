/** The command line: {@code kernel}, {@code install}, {@code uninstall}, {@code doctor} and {@code run}. It holds no logic of cells or messages. */
@NullMarked
package org.espalier.kernel.launch;

import org.jspecify.annotations.NullMarked;
