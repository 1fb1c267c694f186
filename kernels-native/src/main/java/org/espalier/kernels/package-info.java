/**
 * Sparse backends that are faster than plain Java. Here is {@link org.espalier.kernels.CpuBackend}, C++ kernels for the
 * processor's vector registers, whose sources are in {@code src/main/native} and are compiled where g++ is there. Each
 * backend implements {@link org.espalier.sparse.SparseBackend}, is found by {@link java.util.ServiceLoader}, and is held
 * to the contract that the reference backend keeps. Of the rest of Espalier this module knows
 * {@link org.espalier.sparse} only, and no module needs it to build or to run.
 */
@NullMarked
package org.espalier.kernels;

import org.jspecify.annotations.NullMarked;
