/**
 * Notebook files without a front end: reading and writing {@code .ipynb}, executing one, printing it as one
 * self-contained HTML page. It knows neither sockets nor the command line.
 */
@NullMarked
package org.espalier.kernel.notebook;

import org.jspecify.annotations.NullMarked;
