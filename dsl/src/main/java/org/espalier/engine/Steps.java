package org.espalier.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.model.Network;

/**
 * The finished steps of one arm: the network and what else the next step begins with.
 *
 * @param arm its name within the job
 */
record Steps(Optional<Job> job, String arm) {
    static final Steps FORGOTTEN = new Steps(Optional.empty(), "");

    static Steps of(Job job, String arm) {
        return new Steps(job.kept() ? Optional.of(job) : Optional.empty(), arm);
    }

    /**
     * Where the next step begins.
     *
     * @param cuts all that were made so far
     * @param trainings how many were begun so far, which their seeds are drawn by
     */
    record Finished(Pruner.Step step, List<Cut> cuts, int trainings) {
        private void write(DataOutputStream out) throws IOException {
            out.writeInt(step.number());
            out.writeDouble(step.asked());
            out.writeDouble(step.fidelity().orElse(Double.NaN));
            out.writeBoolean(step.quantised());
            out.writeInt(trainings);
            out.writeInt(cuts.size());
            for (Cut cut : cuts) {
                cut.write(out);
            }
            step.network().write(out);
        }

        private static Finished read(DataInputStream in) throws IOException {
            int number = in.readInt();
            double asked = in.readDouble();
            double fidelity = in.readDouble();
            boolean quantised = in.readBoolean();
            int trainings = in.readInt();
            int count = in.readInt();
            List<Cut> cuts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                cuts.add(Cut.read(in));
            }
            Pruner.Step step = new Pruner.Step(
                    number,
                    asked,
                    Network.read(in),
                    Double.isNaN(fidelity) ? OptionalDouble.empty() : OptionalDouble.of(fidelity),
                    quantised);
            return new Finished(step, cuts, trainings);
        }
    }

    /** All up to the first that is missing. */
    List<Finished> soFar(int wanted) {
        List<Finished> finished = new ArrayList<>();
        while (job.isPresent() && finished.size() < wanted) {
            Optional<Finished> next = job.get().read(unit(finished.size() + 1), Finished::read);
            if (next.isEmpty()) {
                break;
            }
            finished.add(next.get());
        }
        return finished;
    }

    void finished(Finished step) {
        job.ifPresent(kept -> kept.write(unit(step.step().number()), step::write));
    }

    private String unit(int number) {
        return "%s-step-%d".formatted(arm, number);
    }
}
