package org.espalier.kernels;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.espalier.program.Function;
import org.espalier.program.Instruction;
import org.espalier.program.Step;
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
                            kind(i.kind()),
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
                    LongStream.of(operation(i.operation()), activation(i.activation()), i.in().size()),
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
            long[] description = description(i, Assembly.numbers(i.in()), LongStream.of(function(i.function())));
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

    private static long[] description(Instruction instruction, LongStream... numbers) {
        return LongStream.concat(
                        Assembly.numbers(instruction.out()),
                        Arrays.stream(numbers).flatMapToLong(n -> n))
                .toArray();
    }

    // What the kernels call them: see ops.h.

    private static int kind(Step.Pooling.Kind kind) {
        return switch (kind) {
            case MAX -> 0;
            case MEAN -> 1;
            case MEAN_WITH_PADDING -> 2;
            case SUM -> 3;
        };
    }

    private static int operation(Step.Combination.Operation operation) {
        return switch (operation) {
            case ADD -> 0;
            case SUBTRACT -> 1;
            case MULTIPLY -> 2;
            case MEAN -> 3;
            case MAX -> 4;
        };
    }

    private static int function(Function function) {
        return switch (function) {
            case RELU -> 0;
            case RELU6 -> 1;
            case LEAKY_RELU -> 2;
            case ELU -> 3;
            case TANH -> 4;
            case SIGMOID -> 5;
            case HARD_SIGMOID -> 6;
            case SOFTPLUS -> 7;
            case SOFTSIGN -> 8;
            case SWISH -> 9;
            case CUBE -> 10;
            case GELU -> 11;
            case HARD_TANH -> 12;
            case MISH -> 13;
            case RATIONAL_TANH -> 14;
            case RECTIFIED_TANH -> 15;
            case SELU -> 16;
            case THRESHOLDED_RELU -> 17;
        };
    }

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
