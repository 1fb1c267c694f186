package org.espalier.program;

import java.util.List;
import java.util.Optional;
import org.espalier.sparse.Activation;
import org.espalier.sparse.Epilogue;
import org.espalier.sparse.SparseMatrix;

/** What a backend executes: one operation on regions of the arena, none of which overlap unless they are the same. */
public sealed interface Instruction {
    /** The step it belongs to, by its place in the program. */
    int step();

    /** Where the result goes. */
    Region out();

    /**
     * For each group g, row r of its weights, and output position (y, x):
     *
     * <pre>{@code
     * out[g · rows/groups + r](y, x) = activation(bias[r] + addend[r](y, x)
     *         + Σ_k weights[r][k] · arena[in.start + g · groupStride + offsets[k] + y · in.pitch + x])
     * }</pre>
     *
     * <p>So output positions run through the input side by side but for the ends of rows: a kernel may compute
     * {@code (out.height - 1) · in.pitch + out.width} positions in one go, and leave out those beyond a row's end. What it
     * reads for those may belong to anyone.
     *
     * @param weights {@code [out channels × offsets.length]}
     * @param groups more than 1 only if the weights are dense; sparse ones come with all their columns
     * @param groupStride positions from one group's input to the next's
     * @param offsets for each column of the weights, in positions; not to be changed
     * @param addend a region of the output's shape
     */
    record Product(
            int step,
            SparseMatrix weights,
            Epilogue epilogue,
            int groups,
            int groupStride,
            int[] offsets,
            Region in,
            Optional<Region> addend,
            Region out)
            implements Instruction {}

    /** Pooling; cells of the window outside of the input are left out, not read. */
    record Pool(int step, Window window, Step.Pooling.Kind kind, Region in, Region out) implements Instruction {}

    /** Element by element. */
    record Combine(int step, Step.Combination.Operation operation, Activation activation, List<Region> in, Region out)
            implements Instruction {}

    /** {@code out(c, y, x) = in(c, startY + y · stepY, startX + x · stepX)}, zero where that is outside of the input. */
    record Move(int step, int startY, int startX, int stepY, int stepX, Region in, Region out) implements Instruction {}

    /** {@code activation(scale · x + shift)} by channel. */
    record Scale(int step, float[] scale, float[] shift, Activation activation, Region in, Region out)
            implements Instruction {}

    /** A function of each value. */
    record Apply(int step, Function function, float alpha, Region in, Region out) implements Instruction {}

    /** Softmax over channels at each position. */
    record Soften(int step, Region in, Region out) implements Instruction {}

    /** A layer that the backend does not know: hand it plain arrays. */
    record Call(int step, Step.Foreign foreign, List<Region> in, Region out) implements Instruction {}
}
