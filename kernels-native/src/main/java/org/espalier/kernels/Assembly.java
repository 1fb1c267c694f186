package org.espalier.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.espalier.program.Instruction;
import org.espalier.program.Lowered;
import org.espalier.program.Region;
import org.jspecify.annotations.Nullable;

/**
 * A lowered program as it is on the native side: its operations at an address, but for the layers that it does not know.
 *
 * @param steps for each operation the program's step that it belongs to
 * @param stretches what is run in one go
 * @param worthHelp whether there is enough to do for several threads to share it
 */
record Assembly(
        long address, int lanes, long arenaBytes, List<Integer> steps, List<Stretch> stretches, boolean worthHelp) {

    /** Operations from {@code first} to before {@code end}, then a layer that is called; null at the program's end. */
    record Stretch(int first, int end, Instruction.@Nullable Call then) {}

    /**
     * Hands a program over.
     *
     * @throws OutOfMemoryError if there is no room for it outside the heap; says for what
     */
    static Assembly of(Lowered lowered, InstructionSet instructions, int threads) {
        List<Instruction> operations = lowered.instructions().stream()
                .filter(i -> !(i instanceof Instruction.Call))
                .toList();
        long address = ProgramKernels.create(
                instructions.ordinal(),
                lowered.lanes(),
                lowered.floats(),
                operations.size(),
                threads,
                LongStream.concat(numbers(lowered.in()), numbers(lowered.out())).toArray());
        if (address == 0) {
            throw new OutOfMemoryError(
                    "no room outside the Java heap for a program of %d operations".formatted(operations.size()));
        }
        Assembler assembler = new Assembler(address, lowered.lanes());
        for (Instruction operation : operations) {
            if (!assembler.add(operation)) {
                ProgramKernels.release(address);
                throw new OutOfMemoryError("no room outside the Java heap for "
                        + (operation instanceof Instruction.Product p ? p.weights() : operation));
            }
        }
        return new Assembly(
                address,
                lowered.lanes(),
                4L * lowered.floats(),
                operations.stream().map(Instruction::step).toList(),
                stretches(lowered.instructions()),
                ProgramKernels.worthHelp(address));
    }

    private static List<Stretch> stretches(List<Instruction> instructions) {
        List<Stretch> stretches = new ArrayList<>();
        int first = 0;
        int at = 0;
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Call call) {
                stretches.add(new Stretch(first, at, call));
                first = at;
            } else {
                at++;
            }
        }
        stretches.add(new Stretch(first, at, null));
        return List.copyOf(stretches);
    }

    /** The program's step that an operation belongs to. */
    int step(int operation) {
        return steps.get(operation);
    }

    /** A region as the native side reads it. */
    static LongStream numbers(Region r) {
        return LongStream.of(r.start(), r.channels(), r.height(), r.width(), r.pitch(), r.plane());
    }
}
