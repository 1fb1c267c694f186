/**
 * What a cell shows: the sink that outputs go to, the display the library writes to, standard output as text, and
 * values in the MIME forms that a front end can show. It knows neither JShell nor sockets nor notebook files.
 */
@NullMarked
package org.espalier.kernel.render;

import org.jspecify.annotations.NullMarked;
