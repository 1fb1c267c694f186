/**
 * The sparse backend in Java's Vector API, {@link org.espalier.kernels.vector.VectorBackend}: the fast path where no native
 * code is built or allowed, and a second implementation to check the C++ one against. The Vector API is an incubator
 * module, absent unless Java is started with it; of this package only {@code VectorBackend} can be loaded then.
 */
@NullMarked
package org.espalier.kernels.vector;

import org.jspecify.annotations.NullMarked;
