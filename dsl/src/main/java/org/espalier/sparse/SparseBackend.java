package org.espalier.sparse;

/**
 * Something that multiplies by sparse matrices: plain Java, native code, a GPU. A new one is one class annotated
 * {@code @AutoService(SparseBackend.class)} with a public no-argument constructor that loads nothing: whatever may be
 * missing on a machine is looked for in {@link #availability()}.
 *
 * <p>Tests hold every backend on the class path to the same contract, {@code BackendContract}.
 */
public interface SparseBackend {

    /** The name in tables and messages, for instance {@code "reference"}. */
    String id();

    /** Which backend is preferred where several can run: the highest. The reference has 0. */
    int rank();

    /** Whether it can run here and why; throws nothing, and gives the same answer each time. */
    Availability availability();

    /**
     * Whether {@link #prepare} takes matrices of this format, whatever the size of their blocks or groups; the same answer
     * each time, available or not.
     */
    boolean supports(SparseFormat format);

    /**
     * Makes a product ready: packs, compiles, uploads and allocates whatever {@link SparseProduct#execute} needs.
     *
     * @param matrix {@code [rows × inner]}, a layer's weights
     * @param columns of the dense input, at least 1: examples of a batch, or spatial positions
     * @param epilogue what is done with each sum before it is stored
     * @throws IllegalArgumentException if the format is not supported, {@code columns} is below 1, input or output exceed
     *     a Java array, or the bias does not have one value for each row
     * @throws IllegalStateException if the backend is not available here
     */
    SparseProduct prepare(SparseMatrix matrix, int columns, Epilogue epilogue);

    /** Makes a product ready that stores its sums as they are; otherwise as the other {@code prepare}. */
    default SparseProduct prepare(SparseMatrix matrix, int columns) {
        return prepare(matrix, columns, Epilogue.NONE);
    }
}
