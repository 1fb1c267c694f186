/**
 * Evaluation: cells split into JShell snippets and run in this process on one long-lived notebook thread, their errors
 * told in cell lines, stopped on request, completed and explained. It knows neither sockets nor notebook files.
 */
@NullMarked
package org.espalier.kernel.jshell;

import org.jspecify.annotations.NullMarked;
