package org.espalier.compile;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.espalier.compile.Planner.Planned;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Program;
import org.espalier.program.ProgramBackend;

/**
 * A network planned for one example, for many, or for both.
 *
 * @param groupFrom so many examples left over by full groups are a group of their own, fewer go one by one
 */
record Plans(Optional<Planned> single, Optional<Planned> grouped, int groupFrom) {
    static final Plans NONE = new Plans(Optional.empty(), Optional.empty(), 1);

    /** As the batch sizes ask; the largest stands for all above 1. */
    static Plans of(Planner planner, Program program, List<Integer> batches) {
        int largest = batches.get(batches.size() - 1);
        Optional<Planned> single = batches.get(0) == 1 ? Optional.of(planner.plan(program, 1)) : Optional.empty();
        try {
            Optional<Planned> grouped = largest > 1 ? Optional.of(planner.plan(program, largest)) : Optional.empty();
            return new Plans(single, grouped, groupFrom(single, grouped));
        } catch (RuntimeException e) {
            single.ifPresent(plan -> plan.compiled().close());
            throw e;
        }
    }

    /** From how many examples on a group that is not full takes less time than one by one. */
    private static int groupFrom(Optional<Planned> single, Optional<Planned> grouped) {
        if (grouped.isEmpty()) {
            return 1;
        }
        Planned many = grouped.get();
        int lanes = many.compiled().lanes();
        if (single.isEmpty() || single.get().nanos().isEmpty() || many.nanos().isEmpty()) {
            return Math.max(2, lanes / 4);
        }
        return (int)
                Math.min(lanes, many.nanos().getAsLong() / single.get().nanos().getAsLong() + 1);
    }

    Stream<Planned> all() {
        return Stream.of(single, grouped).flatMap(Optional::stream);
    }

    /** What a batch of this size runs on, but for a few left over. */
    Optional<Planned> of(int batch) {
        return batch == 1 ? single.or(() -> grouped) : grouped.or(() -> single);
    }

    /** The same with other programs in the place of these, compiled anew. */
    Plans with(UnaryOperator<Program> change, ProgramBackend backend) {
        Optional<Planned> one = single.map(plan -> plan.with(change.apply(plan.program()), backend));
        return new Plans(one, grouped.map(plan -> plan.with(change.apply(plan.program()), backend)), groupFrom);
    }

    List<String> remarks() {
        return all().flatMap(plan -> plan.remarks().stream()).toList();
    }

    ProgramExecutor executor() {
        return new ProgramExecutor(compiled(single), compiled(grouped), groupFrom);
    }

    private static Optional<CompiledProgram> compiled(Optional<Planned> plan) {
        return plan.map(Planned::compiled);
    }

    void close() {
        all().forEach(plan -> plan.compiled().close());
    }
}
