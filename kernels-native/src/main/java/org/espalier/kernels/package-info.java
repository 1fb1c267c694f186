/**
 * Sparse backends that are faster than plain Java. Here is {@link org.espalier.kernels.CpuBackend}, C++ kernels for the
 * processor's vector registers, whose sources are in {@code src/main/native} and are compiled where g++ is there; beside
 * it the Vector API ({@code vector}) and graphics processors ({@code gpu}). Each backend implements
 * {@link org.espalier.program.ProgramBackend}, is found by {@link java.util.ServiceLoader}, and is held to the contracts
 * that its tests share. Of the rest of Espalier this module knows {@link org.espalier.sparse} and
 * {@link org.espalier.program} only; no module needs it to build, and without it DL4J computes.
 */
@NullMarked
package org.espalier.kernels;

import org.jspecify.annotations.NullMarked;
