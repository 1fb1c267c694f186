package org.espalier.kernels.gpu;

import com.google.auto.service.AutoService;
import org.espalier.sparse.SparseBackend;

/**
 * Sparse products and programs by OpenCL 1.2, on whatever device its driver offers: weights are uploaded once, values stay
 * on the device from a program's first step to its last. Takes every format: CSR, column blocks of 4 or 8 rows, N:M and
 * dense by kernels of their own, other blocks {@linkplain org.espalier.sparse.BlockMatrix#columnBlocks cut}. Never chosen
 * by itself, since the device may be the processor; ask for it by its id. A program has one arena there: threads that share
 * it take turns. Never executed on a GPU so far.
 *
 * <p>System properties: {@code espalier.opencl.device}, a number or a part of the device's name, by default the first GPU;
 * {@code espalier.gpu.memory}, how much of its memory may be taken, such as {@code 2g}, by default nine tenths;
 * {@code espalier.opencl.driver}, the library's path where it is not in the usual place.
 *
 * <pre>{@code
 * SparseBackends.named("opencl").prepare(CsrMatrix.of(weights, 300, 784), 64)
 * }</pre>
 */
@AutoService(SparseBackend.class)
public record OpenClBackend() implements GpuBackend {
    @Override
    public Api api() {
        return Api.OPENCL;
    }
}
