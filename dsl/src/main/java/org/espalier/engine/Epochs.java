package org.espalier.engine;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.model.Network;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The finished epochs of one training: parameters and accuracy of each, and the whole network, updater state included, of
 * the last two.
 *
 * @param training its name within the job
 */
record Epochs(Optional<Job> job, String training) {
    /** For trainings that are over so soon that no epoch is kept by itself. */
    static final Epochs FORGOTTEN = new Epochs(Optional.empty(), "");

    static Epochs of(Job job, String training) {
        return new Epochs(job.kept() ? Optional.of(job) : Optional.empty(), training);
    }

    /**
     * One epoch.
     *
     * @param accuracy on validation data
     */
    record Epoch(INDArray parameters, double accuracy) {}

    /**
     * As far as a training came.
     *
     * @param network to train on with; empty to begin, or where nothing is left to do
     */
    record SoFar(List<Epoch> epochs, Optional<Network> network) {}

    SoFar soFar(int wanted) {
        if (job.isEmpty()) {
            return new SoFar(List.of(), Optional.empty());
        }
        List<Epoch> epochs = new ArrayList<>();
        while (epochs.size() < wanted) {
            Optional<Epoch> next = job.get().read(epoch(epochs.size() + 1), Epochs::read);
            if (next.isEmpty()) {
                break;
            }
            epochs.add(next.get());
        }
        if (epochs.size() == wanted) {
            return new SoFar(epochs, Optional.empty());
        }
        while (!epochs.isEmpty()) {
            Optional<Network> network = job.get().read(state(epochs.size()), Network::read);
            if (network.isPresent()) {
                return new SoFar(epochs, network);
            }
            epochs.remove(epochs.size() - 1);
        }
        return new SoFar(List.of(), Optional.empty());
    }

    void finished(int epoch, int of, Network network, double accuracy) {
        if (job.isEmpty()) {
            return;
        }
        Job kept = job.get();
        if (epoch < of) {
            kept.write(state(epoch), network::write);
        }
        kept.write(epoch(epoch), out -> {
            out.writeDouble(accuracy);
            Network.write(network.parameters(), out);
        });
        kept.forget(state(epoch - 2));
        if (epoch == of) {
            kept.forget(state(epoch - 1));
        }
    }

    private static Epoch read(DataInputStream in) throws IOException {
        double accuracy = in.readDouble();
        return new Epoch(Network.readParameters(in), accuracy);
    }

    private String epoch(int number) {
        return "%s-epoch-%d".formatted(training, number);
    }

    private String state(int number) {
        return "%s-state-%d".formatted(training, number);
    }
}
