package org.espalier.recovery;

import com.google.auto.service.AutoService;
import java.util.Set;
import org.espalier.taxonomy.How;
import org.espalier.taxonomy.Taxon;
import org.espalier.taxonomy.When;

/**
 * Trains the pruned network to say what the dense one says: on {@code α·T²·KL(softmax(z_d/T) ‖ softmax(z_p/T)) +
 * (1 − α)·cross-entropy}, with the logits z of the dense and of the pruned network.
 *
 * <p>Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", NIPS 2014 workshop, arXiv 1503.02531. The
 * dense network is that of the same seed, and is not changed.
 *
 * <pre>{@code
 * pruneWeights().by(magnitude()).to(sparsity(0.95)).then(distil(2).temperature(4))
 * }</pre>
 *
 * @param epochs passes over the training split, at least 1
 * @param learningRate step size, above 0
 * @param temperature T, above 0: the higher, the more the small probabilities count
 * @param alpha in [0, 1]: 0 is plain training
 */
@AutoService(Recovery.class)
@Taxon(
        year = 2015,
        when = When.AFTER,
        how = How.FUSION,
        paper = "Hinton, Vinyals and Dean, \"Distilling the Knowledge in a Neural Network\", arXiv 2015")
public record Distil(int epochs, double learningRate, double temperature, double alpha) implements Recovery {

    /** Checks the parameters. */
    public Distil {
        if (epochs < 1) {
            throw new IllegalArgumentException("distil: epochs must be at least 1, found " + epochs);
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException(
                    "distil: the learning rate must be a finite number above 0, found " + learningRate + "; try 1e-3");
        }
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException(
                    "distil: the temperature must be a finite number above 0, found " + temperature + "; try 4");
        }
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("distil: alpha must lie in [0, 1], found " + alpha);
        }
    }

    /** One epoch at 1e-3, T = 4, α = 0.9. */
    public Distil() {
        this(1, 1e-3, 4, 0.9);
    }

    /** The same at another learning rate. */
    public Distil at(double learningRate) {
        return new Distil(epochs, learningRate, temperature, alpha);
    }

    /** The same with another temperature. */
    public Distil temperature(double temperature) {
        return new Distil(epochs, learningRate, temperature, alpha);
    }

    /** The same with another weight of what the dense network says. */
    public Distil alpha(double alpha) {
        return new Distil(epochs, learningRate, temperature, alpha);
    }

    @Override
    public String id() {
        return "distil";
    }

    @Override
    public String sentence() {
        return "distil %d epoch%s at %s (T %s, α %s)"
                .formatted(epochs, epochs == 1 ? "" : "s", learningRate, temperature, alpha);
    }

    @Override
    public Set<Asks> asks() {
        return Set.of(Asks.SOFTMAX);
    }

    @Override
    public void recover(Training training) {
        training.distil(epochs, learningRate, temperature, alpha);
    }
}
