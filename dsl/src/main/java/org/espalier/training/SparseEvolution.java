package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.schedule.Schedule;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sparse training that moves connections at random (SET): after every epoch but the last each layer drops the positive
 * connections nearest to zero and the negative ones nearest to zero, a fraction ζ of each, and grows as many anywhere. What
 * is grown is drawn from a normal distribution as wide as the layer's initial weights.
 *
 * <p>Mocanu et al., "Scalable training of artificial neural networks with adaptive sparse connectivity inspired by network
 * science", Nature Communications 9, 2018.
 *
 * <pre>{@code
 * sparseTraining(sparseEvolution()).to(sparsity(0.98)).whileTraining(5)
 * }</pre>
 *
 * @param fraction ζ, of the connections that move after an epoch, in (0, 1)
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2018,
        when = When.DURING,
        how = How.DROP_AND_GROW,
        paper =
                "Mocanu et al., \"Scalable training of artificial neural networks with adaptive sparse connectivity inspired by network science\", Nature Communications 2018")
public record SparseEvolution(double fraction) implements TrainingMethod.Sparse {

    /** Checks the fraction. */
    public SparseEvolution {
        Parts.checkFraction("set", fraction);
    }

    /** The paper's 30 %. */
    public SparseEvolution() {
        this(0.3);
    }

    @Override
    public String id() {
        return "set";
    }

    @Override
    public String sentence() {
        return "SET (%s of the connections after each epoch)".formatted(Parts.percent(fraction));
    }

    @Override
    public WeightCriterion by() {
        return new Magnitude();
    }

    @Override
    public void check(long steps, int epochs, Schedule over) {
        if (epochs < 2) {
            throw new IllegalArgumentException(
                    "set: connections move between epochs, found %d epoch of training; train at least 2"
                            .formatted(epochs));
        }
    }

    @Override
    public Session begin(NetworkInTraining network) {
        Map<String, Double> deviations = new HashMap<>();
        network.layers()
                .forEach(layer ->
                        deviations.put(layer.name(), layer.weights().stdNumber().doubleValue()));
        RandomMasks.on(network);
        return new Session() {
            @Override
            public void afterEpoch(int epoch) {
                SplittableRandom random = new SplittableRandom(network.seed() + epoch);
                network.layers().forEach(layer -> rewire(layer, random, deviations.getOrDefault(layer.name(), 0.0)));
            }

            @Override
            public boolean settled() {
                return true;
            }
        };
    }

    private void rewire(LayerInTraining layer, SplittableRandom random, double deviation) {
        INDArray weights = layer.weights();
        float[] values = Parts.values(weights);
        boolean[] kept = Rewiring.kept(layer);
        boolean[] left = kept.clone();
        int gone = 0;
        for (int sign : new int[] {1, -1}) {
            boolean[] ofSign = new boolean[kept.length];
            float[] held = new float[kept.length];
            for (int i = 0; i < kept.length; i++) {
                ofSign[i] = kept[i] && (sign > 0 ? values[i] > 0 : values[i] <= 0);
                held[i] = Math.abs(values[i]);
            }
            int count = (int) (fraction * Rewiring.count(ofSign));
            Rewiring.lowest(ofSign, held, count).forEach(i -> left[i] = false);
            gone += count;
        }
        float[] wanted = new float[kept.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = (float) random.nextDouble();
        }
        boolean[] after = Rewiring.grown(left, wanted, gone);
        layer.setMask(Nd4j.create(Rewiring.mask(after), weights.shape()));
        for (int i = 0; i < values.length; i++) {
            if (!left[i]) {
                values[i] = after[i] ? (float) (deviation * random.nextGaussian()) : 0;
            }
        }
        layer.setWeights(Nd4j.create(values, weights.shape()));
    }
}
