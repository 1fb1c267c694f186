package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Draws the weights towards the nearest ones that meet the target: every step adds {@code ρ(W − Z + U)} to the gradient;
 * after every epoch {@code Z} becomes what the target leaves of {@code W + U}, and {@code U} grows by {@code W − Z}. In the
 * end the smallest weights are cut; retrain with {@code then(train(n))}.
 *
 * <p>Zhang et al., "A Systematic DNN Weight Pruning Framework using Alternating Direction Method of Multipliers", ECCV 2018.
 *
 * <pre>{@code
 * pruneWeights().learning(admm()).to(sparsity(0.95)).whileTraining(5).then(fineTune(2))
 * }</pre>
 *
 * @param penalty ρ, above 0
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2018,
        when = When.DURING,
        how = How.REGULARISATION,
        paper =
                "Zhang et al., \"A Systematic DNN Weight Pruning Framework using Alternating Direction Method of Multipliers\", ECCV 2018")
public record Admm(double penalty) implements TrainingMethod.ForWeights, TrainingMethod.ForPatterns {

    /** Checks the penalty. */
    public Admm {
        Parts.checkAbove0("admm", "the penalty", penalty);
    }

    /** A penalty of 1.5e-3, chosen here. */
    public Admm() {
        this(1.5e-3);
    }

    @Override
    public String id() {
        return "admm";
    }

    @Override
    public String sentence() {
        return "ADMM (ρ %s)".formatted(penalty);
    }

    @Override
    public WeightCriterion by() {
        return new Magnitude();
    }

    @Override
    public Session begin(NetworkInTraining network) {
        Map<String, INDArray> duals = new HashMap<>();
        network.layers()
                .forEach(layer -> duals.put(layer.name(), layer.weights().mul(0)));
        Map<String, INDArray> sparse = new HashMap<>(nearest(network, duals));
        return new Session() {
            @Override
            public void onGradient(long step) {
                for (LayerInTraining layer : network.layers()) {
                    INDArray apart =
                            layer.weights().subi(Parts.of(sparse, layer)).addi(Parts.of(duals, layer));
                    layer.setGradient(layer.gradient().addi(apart.muli(penalty)));
                }
            }

            @Override
            public void afterEpoch(int epoch) {
                sparse.putAll(nearest(network, duals));
                for (LayerInTraining layer : network.layers()) {
                    Parts.of(duals, layer).addi(layer.weights()).subi(Parts.of(sparse, layer));
                }
            }
        };
    }

    /** Z: what the target leaves of W + U, by layer. */
    private static Map<String, INDArray> nearest(NetworkInTraining network, Map<String, INDArray> duals) {
        Map<String, INDArray> sums = new LinkedHashMap<>();
        Map<String, INDArray> sizes = new LinkedHashMap<>();
        for (LayerInTraining layer : network.layers()) {
            INDArray sum = layer.weights().addi(Parts.of(duals, layer));
            sums.put(layer.name(), sum);
            sizes.put(layer.name(), Transforms.abs(sum, true));
        }
        network.masks(sizes, network.removed())
                .forEach((layer, mask) -> sums.computeIfPresent(layer, (l, sum) -> sum.muli(mask)));
        return sums;
    }
}
