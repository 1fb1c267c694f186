/**
 * Sparse backends that are faster than plain Java: native code for the CPU, OpenCL and CUDA for GPUs. Each one implements
 * {@link org.espalier.sparse.SparseBackend}, is found by {@link java.util.ServiceLoader}, and is held to the contract that
 * the reference backend keeps.
 *
 * <p>None is here yet: with this module alone, {@link org.espalier.sparse.SparseBackends#best()} is the reference. What is
 * here is the contract test and the benchmark that a backend has to pass and to win. Of the rest of Espalier this module
 * knows {@link org.espalier.sparse} only, and no module needs it to build or to run.
 */
@NullMarked
package org.espalier.kernels;

import org.jspecify.annotations.NullMarked;
