package org.espalier.taxonomy;

/** How a method decides what goes: the survey's third question, with the parts of a pipeline around it. */
public enum How {
    /** At random: the control. */
    RANDOM("random"),
    /** By the size of weights. */
    MAGNITUDE("magnitude"),
    /** By a norm of, or a distance between, groups of weights. */
    NORM("norm"),
    /** By what the output, or the flow of signals or gradients, is sensitive to. */
    SALIENCY("saliency"),
    /** By the change of the loss, to first or second order. */
    LOSS_CHANGE("loss change"),
    /** By what feature maps tell. */
    FEATURE_MAPS("feature maps"),
    /** By the error of a layer's output, which the weights left make good. */
    RECONSTRUCTION("reconstruction"),
    /** By a penalty that drives weights to zero. */
    REGULARISATION("sparsity regularisation"),
    /** Connections are dropped and grown while the network trains. */
    DROP_AND_GROW("drop and grow"),
    /** Masks or thresholds are learnt with the weights. */
    DIFFERENTIABLE("differentiable"),
    /** By how much each layer can lose: a budget that is measured or searched for. */
    BUDGET("learnt budget"),
    /** By a gate that reads the input. */
    GATING("gating"),
    /** What happens to the weights that are left. */
    RECOVERY("recovery"),
    /** Another compression joined to pruning. */
    FUSION("fusion");

    private final String words;

    How(String words) {
        this.words = words;
    }

    /** The way in words. */
    public String words() {
        return words;
    }
}
