/**
 * Sparse matrices and the backends that multiply by them: the formats and their files, the SPI that native and GPU kernels implement, and
 * a Java reference they are all checked against. Knows the JDK and nothing else: no ND4J, no DL4J, no recipes.
 */
@NullMarked
package org.espalier.sparse;

import org.jspecify.annotations.NullMarked;
