package org.espalier.compile;

import java.util.List;
import java.util.Map;
import org.espalier.program.Function;
import org.espalier.program.Step.Pointwise;
import org.espalier.program.Step.Softmax;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** DL4J's activation functions as steps. */
final class Functions {
    private static final Map<Class<?>, Function> PLAIN = Map.ofEntries(
            Map.entry(ActivationReLU.class, Function.RELU),
            Map.entry(ActivationReLU6.class, Function.RELU6),
            Map.entry(ActivationTanH.class, Function.TANH),
            Map.entry(ActivationSigmoid.class, Function.SIGMOID),
            Map.entry(ActivationHardSigmoid.class, Function.HARD_SIGMOID),
            Map.entry(ActivationSoftPlus.class, Function.SOFTPLUS),
            Map.entry(ActivationSoftSign.class, Function.SOFTSIGN),
            Map.entry(ActivationSwish.class, Function.SWISH),
            Map.entry(ActivationCube.class, Function.CUBE),
            Map.entry(ActivationHardTanH.class, Function.HARD_TANH),
            Map.entry(ActivationMish.class, Function.MISH),
            Map.entry(ActivationRationalTanh.class, Function.RATIONAL_TANH),
            Map.entry(ActivationRectifiedTanh.class, Function.RECTIFIED_TANH),
            Map.entry(ActivationSELU.class, Function.SELU));

    private Functions() {}

    /** The activation of a value; one that no backend knows is left to DL4J. */
    static Value apply(IActivation activation, String name, Value in, Draft draft) {
        Class<?> type = activation.getClass();
        Function plain = PLAIN.get(type);
        if (plain != null) {
            return pointwise(plain, 0, name, in, draft);
        }
        if (type == ActivationIdentity.class) {
            return in;
        }
        if (activation instanceof ActivationLReLU a && type == ActivationLReLU.class) {
            return pointwise(Function.LEAKY_RELU, a.getAlpha(), name, in, draft);
        }
        if (activation instanceof ActivationELU a && type == ActivationELU.class) {
            return pointwise(Function.ELU, a.getAlpha(), name, in, draft);
        }
        if (activation instanceof ActivationThresholdedReLU a && type == ActivationThresholdedReLU.class) {
            return pointwise(Function.THRESHOLDED_RELU, a.getTheta(), name, in, draft);
        }
        if (activation instanceof ActivationGELU a && type == ActivationGELU.class && !a.isPrecise()) {
            return pointwise(Function.GELU, 0, name, in, draft);
        }
        // DL4J's softmax runs over the last dimension, whatever that is.
        if (type == ActivationSoftmax.class && in.layout().isVector()) {
            return softmax(name, draft.flat(name, in), draft);
        }
        if (type == ActivationSoftmax.class && in.layout().channelsLast()) {
            return softmax(name, in, draft);
        }
        String reason = "no backend computes the activation " + activation;
        return Foreigners.add(
                name, List.of(in), arrays -> activation.getActivation(arrays.get(0), false), reason, draft);
    }

    /** The activation of an output layer that looks at each position by itself, channels last. */
    static Value applyAtEachPosition(IActivation activation, String name, Value in, Draft draft) {
        return activation.getClass() == ActivationSoftmax.class
                ? softmax(name, in, draft)
                : apply(activation, name, in, draft);
    }

    private static Value softmax(String name, Value in, Draft draft) {
        return draft.add(new Softmax(name, in.number(), in.shape()), in.layout());
    }

    private static Value pointwise(Function function, double alpha, String name, Value in, Draft draft) {
        return draft.add(new Pointwise(name, in.number(), function, (float) alpha, in.shape()), in.layout());
    }
}
