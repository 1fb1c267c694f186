package org.espalier.compile;

import java.util.List;
import java.util.Optional;
import org.espalier.measure.Latency;

/**
 * What a compiled network consists of and what each layer's format won, measured on this machine.
 *
 * @param backend what computes it
 * @param machine what the backend found here
 * @param threads for each batch
 * @param agreement how far the outputs are from DL4J's
 * @param batches one for each batch size asked for
 * @param remarks what else a reader of the figures needs: backends passed over, formats given up
 */
public record CompileReport(
        String backend, String machine, int threads, Agreement agreement, List<Batch> batches, List<String> remarks) {

    /** Copies the lists. */
    public CompileReport {
        batches = List.copyOf(batches);
        remarks = List.copyOf(remarks);
    }

    /**
     * The figures at one batch size. Times are medians.
     *
     * @param examples in the batch
     * @param layers convolutions and dense layers, in order
     * @param foreign layers that DL4J itself computes, in order
     * @param rest everything between them, the first and last copy included
     * @param compiled the whole, from array to array
     * @param dense the same with every layer dense; empty where DL4J computes everything
     * @param dl4j DL4J's own dense computation, at its best: as its {@code backend} says; empty for a loaded network
     *     without its model
     * @param asShipped DL4J out of the box; empty where that is the same
     */
    public record Batch(
            int examples,
            List<Layer> layers,
            List<Foreign> foreign,
            Rest rest,
            Latency compiled,
            Optional<Latency> dense,
            Optional<Latency> dl4j,
            Optional<Latency> asShipped) {
        /** Copies the lists. */
        public Batch {
            layers = List.copyOf(layers);
            foreign = List.copyOf(foreign);
        }

        /** Milliseconds of all layers and the rest as chosen: less than the whole where other processes interfere. */
        public double stepMillis() {
            return layers.stream().mapToDouble(Layer::millis).sum() + foreignMillis() + rest.millis();
        }

        /** The same with every layer dense. */
        public double denseStepMillis() {
            return layers.stream().mapToDouble(Layer::denseMillis).sum() + foreignMillis() + rest.denseMillis();
        }

        private double foreignMillis() {
            return foreign.stream().mapToDouble(Foreign::millis).sum();
        }

        /** Multiply–accumulates for one example that the formats leave out. */
        public long macsSaved() {
            return layers.stream().mapToLong(row -> row.macs() - row.macsLeft()).sum();
        }
    }

    /**
     * One layer at one batch size.
     *
     * @param name as in the model
     * @param rows outputs, the M of the product
     * @param columns weights of each output, its K
     * @param positions outputs of each row for one example; times the batch size its N
     * @param sparsity the share of weights that are zero
     * @param format as chosen
     * @param denseMillis for the batch with this layer dense
     * @param millis for the batch as chosen
     * @param macs multiply–accumulates for one example, dense
     * @param macsLeft those that the format leaves, zeros that it stores included
     */
    public record Layer(
            String name,
            int rows,
            int columns,
            int positions,
            double sparsity,
            WeightFormat format,
            double denseMillis,
            double millis,
            long macs,
            long macsLeft) {
        /** How many times faster than dense. */
        public double speedUp() {
            return denseMillis / millis;
        }
    }

    /** Milliseconds of all other steps. */
    public record Rest(double denseMillis, double millis) {}

    /** A layer that DL4J computes, why, and milliseconds for the batch. */
    public record Foreign(String name, String reason, double millis) {}
}
