package org.espalier.kernels.gpu;

import com.google.auto.service.AutoService;
import org.espalier.sparse.SparseBackend;

/**
 * Sparse products and programs by CUDA's driver interface, the kernels compiled by NVRTC for the device that is there;
 * otherwise as {@link OpenClBackend}. Neither cuSPARSE nor cuBLAS is used, and arrays of ND4J's CUDA backend are copied.
 * Never executed on a GPU so far.
 *
 * <p>System properties: {@code espalier.cuda.device}, a number or a part of the device's name; {@code espalier.gpu.memory},
 * how much of its memory may be taken; {@code espalier.cuda.driver} and {@code espalier.cuda.compiler}, paths of libcuda
 * and libnvrtc where they are not in the usual place.
 *
 * <pre>{@code
 * SparseBackends.named("cuda").prepare(BlockMatrix.of(weights, 256, 1024, 4, 1), 196)
 * }</pre>
 */
@AutoService(SparseBackend.class)
public record CudaBackend() implements GpuBackend {
    @Override
    public Api api() {
        return Api.CUDA;
    }
}
