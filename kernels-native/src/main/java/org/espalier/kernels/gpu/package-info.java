/**
 * Sparse products and whole programs on GPUs, by OpenCL or CUDA, from one kernel source, {@code kernels.cl}. Neither an SDK
 * nor a driver is needed to build: both interfaces are looked for when the program runs. These backends have never been
 * executed on a GPU; what they were checked on instead is in {@code dsl/docs/adr/0007-gpu-kernels-one-source.md}.
 */
@NullMarked
package org.espalier.kernels.gpu;

import org.jspecify.annotations.NullMarked;
