package org.espalier.kernels.gpu;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.espalier.program.Batches;
import org.espalier.program.CompiledProgram;
import org.espalier.program.Instruction;
import org.espalier.program.Lowered;
import org.espalier.program.Lowering;
import org.espalier.program.Program;
import org.espalier.program.Region;

/**
 * A program on a device. Values stay there from the first step to the last, but where a layer is called that only this
 * machine can compute. There is one arena: threads take turns, as the device would have them do.
 */
final class GpuProgram implements CompiledProgram {
    /** Launches {@code [from, to)} of one step, then perhaps a call. */
    private record Stage(int step, int from, int to, List<Instruction.Call> calls) {}

    private final Program program;
    private final int lanes;
    private final long staging;
    private final long floats;
    private final List<Stage> stages = new ArrayList<>();
    private final Resident resident;
    private final int load;
    private final int store;

    GpuProgram(Device device, Program program, int lanes) {
        this.program = program;
        this.lanes = lanes;
        Lowered lowered = Lowering.of(program, lanes);
        Launches launches = new Launches(lanes);
        this.staging = lowered.floats();
        long most = Math.max(program.input().values(), program.output().values());
        for (Instruction instruction : lowered.instructions()) {
            int from = launches.size();
            if (instruction instanceof Instruction.Call call) {
                call.in().forEach(region -> launches.store(region, staging));
                launches.load(call.out(), staging);
                for (Region region : call.in()) {
                    most = Math.max(most, region.shape().values());
                }
                most = Math.max(most, call.out().shape().values());
                stages.add(new Stage(call.step(), from, launches.size(), List.of(call)));
            } else {
                launches.add(instruction);
                stages.add(new Stage(instruction.step(), from, launches.size(), List.of()));
            }
        }
        this.load = launches.size();
        launches.load(lowered.in(), staging);
        this.store = launches.size();
        launches.store(lowered.out(), staging);
        this.floats = staging + lanes * most;
        this.resident = new Resident("program", device, launches, floats);
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public long arenaBytes() {
        return 4 * floats;
    }

    @Override
    public void execute(int examples, FloatBuffer in, FloatBuffer out) {
        Batches.check(program, examples, in, out);
        resident.enter();
        try {
            for (int first = 0; first < examples; first += lanes) {
                int count = Math.min(lanes, examples - first);
                take(in, first, count);
                int begun = 0;
                for (Stage stage : stages) {
                    if (!stage.calls().isEmpty()) {
                        resident.run(begun, stage.from());
                        call(stage, count);
                        begun = stage.to();
                    }
                }
                resident.run(begun, load);
                give(out, first, count);
            }
        } finally {
            resident.lock.unlock();
        }
    }

    @Override
    public long[] time(int examples, FloatBuffer in, FloatBuffer out) {
        Batches.check(program, examples, in, out);
        long[] nanoseconds = new long[program.steps().size() + 1];
        resident.enter();
        try {
            for (int first = 0; first < examples; first += lanes) {
                int count = Math.min(lanes, examples - first);
                long start = System.nanoTime();
                take(in, first, count);
                resident.device.finish();
                long before = System.nanoTime();
                nanoseconds[nanoseconds.length - 1] += before - start;
                for (Stage stage : stages) {
                    if (stage.calls().isEmpty()) {
                        resident.run(stage.from(), stage.to());
                    } else {
                        call(stage, count);
                    }
                    resident.device.finish();
                    long after = System.nanoTime();
                    nanoseconds[stage.step()] += after - before;
                    before = after;
                }
                give(out, first, count);
                nanoseconds[nanoseconds.length - 1] += System.nanoTime() - before;
            }
        } finally {
            resident.lock.unlock();
        }
        return nanoseconds;
    }

    private void take(FloatBuffer in, int first, int count) {
        int values = program.input().values();
        resident.transfer.upload(in.slice(in.position() + first * values, count * values), staging);
        resident.run(load, (long) count * values);
    }

    private void give(FloatBuffer out, int first, int count) {
        int values = program.output().values();
        resident.run(store, (long) count * values);
        resident.transfer.download(staging, out.slice(out.position() + first * values, count * values));
    }

    /** Lanes without an example hold leftovers, which nobody's layer shall see. */
    private void call(Stage stage, int count) {
        Instruction.Call call = stage.calls().get(0);
        List<float[]> in = new ArrayList<>();
        for (int i = 0; i < call.in().size(); i++) {
            float[] values = new float[count * call.in().get(i).shape().values()];
            resident.run(stage.from() + i, (long) values.length);
            resident.transfer.download(staging, FloatBuffer.wrap(values));
            in.add(values);
        }
        float[] out = new float[count * call.out().shape().values()];
        call.foreign().layer().compute(count, in, out);
        resident.transfer.upload(FloatBuffer.wrap(out), staging);
        resident.run(stage.to() - 1, (long) out.length);
    }

    @Override
    public void close() {
        resident.close();
    }
}
