package org.espalier.kernels;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.espalier.program.Instruction;
import org.espalier.program.Window;
import org.espalier.sparse.Activation;
import org.espalier.sparse.BlockMatrix;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.DenseMatrix;
import org.espalier.sparse.SparseMatrix;
import org.jspecify.annotations.Nullable;

/** Hands instructions to the native side: what {@code program-jni.cpp} reads is written here, in the same order. */
final class Assembler {
    private final long program;
    private final int lanes;

    Assembler(long program, int lanes) {
        this.program = program;
        this.lanes = lanes;
    }

    /** Hands one instruction over; false when memory ran out. */
    boolean add(Instruction instruction) {
        if (instruction instanceof Instruction.Product i) {
            return add(i);
        }
        if (instruction instanceof Instruction.Pool i) {
            Window w = i.window();
            return add(
                    0,
                    i,
                    Assembly.numbers(i.in()),
                    LongStream.of(
                            i.kind().ordinal(),
                            w.height(),
                            w.width(),
                            w.strideY(),
                            w.strideX(),
                            w.top(),
                            w.left(),
                            w.dilationY(),
                            w.dilationX()));
        }
        if (instruction instanceof Instruction.Combine i) {
            return add(
                    1,
                    i,
                    LongStream.of(i.operation().ordinal(), activation(i.activation()), i.in().size()),
                    i.in().stream().flatMapToLong(Assembly::numbers));
        }
        if (instruction instanceof Instruction.Move i) {
            return add(2, i, Assembly.numbers(i.in()), LongStream.of(i.startY(), i.startX(), i.stepY(), i.stepX()));
        }
        if (instruction instanceof Instruction.Scale i) {
            long[] description = description(i, Assembly.numbers(i.in()), LongStream.of(activation(i.activation())));
            return ProgramKernels.addOperation(program, 3, description, i.scale(), i.shift());
        }
        if (instruction instanceof Instruction.Apply i) {
            long[] description = description(
                    i, Assembly.numbers(i.in()), LongStream.of(i.function().ordinal()));
            return ProgramKernels.addOperation(program, 4, description, new float[] {i.alpha()}, null);
        }
        if (instruction instanceof Instruction.Soften i) {
            return add(5, i, Assembly.numbers(i.in()));
        }
        throw new AssertionError("not for the native side: " + instruction);
    }

    private boolean add(int kind, Instruction instruction, LongStream... numbers) {
        return ProgramKernels.addOperation(program, kind, description(instruction, numbers), null, null);
    }

    /** The kernels know operations, functions and kinds of pooling by their ordinals: see program-f32/ops.h. */
    private static long[] description(Instruction instruction, LongStream... numbers) {
        return LongStream.concat(
                        Assembly.numbers(instruction.out()),
                        Arrays.stream(numbers).flatMapToLong(n -> n))
                .toArray();
    }

    /** The kernels know an activation by its place in this list. */
    private static int activation(Activation activation) {
        return switch (activation) {
            case NONE -> 0;
            case RELU -> 1;
        };
    }

    private boolean add(Instruction.Product i) {
        SparseMatrix weights = i.weights();
        if (weights instanceof DenseMatrix m) {
            return add(i, 0, null, null, m.values());
        }
        if (weights instanceof BlockMatrix m) {
            BlockMatrix blocks = m.columnBlocks(4, 8);
            return add(i, blocks.height(), blocks.panelPointers(), blocks.columnIndices(), blocks.values());
        }
        CsrMatrix m = weights.toCsr();
        return add(i, 1, m.rowPointers(), m.columnIndices(), m.values());
    }

    private boolean add(
            Instruction.Product i, int height, int @Nullable [] pointers, int @Nullable [] indices, float[] values) {
        int[] offsets = IntStream.of(i.offsets()).map(offset -> offset * lanes).toArray();
        long[] description = description(
                i,
                Assembly.numbers(i.in()),
                LongStream.of(
                        i.weights().rows(),
                        i.offsets().length,
                        height,
                        activation(i.epilogue().activation()),
                        i.groups(),
                        i.groupStride(),
                        i.addend().isPresent() ? 1 : 0),
                i.addend().stream().flatMapToLong(Assembly::numbers));
        return ProgramKernels.addProduct(
                program,
                description,
                pointers,
                indices,
                values,
                offsets,
                i.epilogue().bias());
    }
}
