/**
 * What cells may call without an import, beside the library: questions to the person in front of the notebook, clearing
 * what a cell has shown, and comms. It knows neither JShell nor sockets nor notebook files; a {@link
 * org.espalier.kernel.cell.FrontEnd} is installed by whoever runs the cells.
 */
@NullMarked
package org.espalier.kernel.cell;

import org.jspecify.annotations.NullMarked;
