/**
 * What native libraries and child processes print past Java: the process's file descriptors 1 and 2. The only package
 * that calls the C library.
 */
@NullMarked
package org.espalier.kernel.streams;

import org.jspecify.annotations.NullMarked;
