package org.espalier.kernels.gpu;

/** The two ways to a GPU, and how each is got where it is missing. */
enum Api {
    OPENCL(
            "opencl",
            "libOpenCL.so.1:libOpenCL.so",
            "",
            "install an OpenCL driver and its loader (for a GPU its maker's; to try it on the processor, Debian:"
                    + " apt-get install ocl-icd-libopencl1 pocl-opencl-icd)"),
    CUDA(
            "cuda",
            "libcuda.so.1:libcuda.so",
            "libnvrtc.so.13:libnvrtc.so.12:libnvrtc.so.11.2:libnvrtc.so",
            "install NVIDIA's driver, which brings libcuda.so.1, and NVRTC of the CUDA toolkit, libnvrtc.so.12 for"
                    + " instance, which compiles the kernels");

    private final String id;
    private final String driver;
    private final String compiler;
    private final String cure;

    Api(String id, String driver, String compiler, String cure) {
        this.id = id;
        this.driver = driver;
        this.compiler = compiler;
        this.cure = cure;
    }

    String id() {
        return id;
    }

    String cure() {
        return cure;
    }

    /** File names or paths, by colons: what {@code espalier.cuda.driver} says, or the usual. */
    String driver() {
        return System.getProperty(property("driver"), driver);
    }

    /** File names or paths of what compiles for the driver; empty if the driver does. */
    String compiler() {
        return System.getProperty(property("compiler"), compiler);
    }

    /** The name of a setting of this interface. */
    String property(String setting) {
        return "espalier." + id + "." + setting;
    }
}
