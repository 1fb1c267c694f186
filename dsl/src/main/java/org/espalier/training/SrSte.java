package org.espalier.training;

import com.google.auto.service.AutoService;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.WeightCriterion;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Trains dense weights through an N:M mask of the largest of them, taken anew at every step: the network sees the masked
 * weights, the gradient goes to all of them, and those that are masked decay: {@code g + λ·(1 − m)·w} (SR-STE).
 *
 * <p>Zhou et al., "Learning N:M Fine-grained Structured Sparse Neural Networks From Scratch", ICLR 2021.
 *
 * <pre>{@code
 * prunePattern(2, 4).learning(srSte()).whileTraining(5)
 * }</pre>
 *
 * @param decay λ of the masked weights, at least 0; 0 is the plain straight-through estimator
 */
@AutoService(TrainingMethod.class)
@Taxon(
        year = 2021,
        when = When.DURING,
        how = How.DIFFERENTIABLE,
        paper = "Zhou et al., \"Learning N:M Fine-grained Structured Sparse Neural Networks From Scratch\", ICLR 2021")
public record SrSte(double decay) implements TrainingMethod.ForPatterns {

    /** Checks the decay. */
    public SrSte {
        if (!(decay >= 0 && Double.isFinite(decay))) {
            throw new IllegalArgumentException(
                    "srSte: the decay must be a finite number of at least 0, found " + decay);
        }
    }

    /** The paper's 2e-4. */
    public SrSte() {
        this(2e-4);
    }

    @Override
    public String id() {
        return "srSte";
    }

    @Override
    public String sentence() {
        return "SR-STE (decay %s)".formatted(decay);
    }

    @Override
    public boolean decides() {
        return true;
    }

    @Override
    public WeightCriterion by() {
        return new Magnitude();
    }

    @Override
    public Session begin(NetworkInTraining network) {
        Dense dense = new Dense();
        return new Session() {
            private Map<String, INDArray> masks = largest(network);

            @Override
            public void beforeStep(long step) {
                masks = largest(network);
                dense.putAside(network, masks);
            }

            @Override
            public void onGradient(long step) {
                for (LayerInTraining layer : network.layers()) {
                    INDArray weights = dense.putBack(layer);
                    INDArray masked =
                            Parts.of(masks, layer).rsub(1).muli(weights).muli(decay);
                    layer.setGradient(layer.gradient().addi(masked));
                }
            }

            @Override
            public boolean settled() {
                return true;
            }

            @Override
            public Optional<Map<String, INDArray>> masks() {
                return Optional.of(largest(network));
            }
        };
    }

    private static Map<String, INDArray> largest(NetworkInTraining network) {
        Map<String, INDArray> sizes = new LinkedHashMap<>();
        network.layers().forEach(layer -> sizes.put(layer.name(), Transforms.abs(layer.weights(), false)));
        return network.masks(sizes, network.removed());
    }
}
