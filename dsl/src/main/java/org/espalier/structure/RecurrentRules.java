package org.espalier.structure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.espalier.structure.Parameter.Sort;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Layers with a state. A unit is silent when all that feeds it is zero: then its state stays zero. */
final class RecurrentRules {
    private RecurrentRules() {}

    /** What a recurrent layer's parameters are called: those of a bidirectional one have a letter before or after. */
    private record Keys(String weights, String recurrent, String bias) {}

    private static final Keys PLAIN = new Keys("W", "RW", "b");

    /** Input {@code [in, 4·units]}, recurrent {@code [units, 4·units]}, with peepholes three columns more. */
    static Channels lstm(Node.OfLayer layer, Channels given, Draft draft) {
        Rule rule = reading(layer, layer.conf(), given, draft);
        return recurrent(rule, (BaseRecurrentLayer) layer.conf(), PLAIN, 4, draft);
    }

    /** Both directions are added up, so that their units fall together. */
    static Channels gravesBidirectional(Node.OfLayer layer, Channels given, Draft draft) {
        Rule rule = reading(layer, layer.conf(), given, draft);
        BaseRecurrentLayer conf = (BaseRecurrentLayer) layer.conf();
        Channels forward = recurrent(rule, conf, new Keys("WF", "RWF", "bF"), 4, draft);
        Channels backward = recurrent(rule, conf, new Keys("WB", "RWB", "bB"), 4, draft);
        draft.couple(forward.units(), backward.units(), layer.name() + " (both directions)");
        return sum(forward, backward);
    }

    /** Input {@code [in, units]}, recurrent {@code [units, units]}. */
    static Channels simple(Node.OfLayer layer, Channels given, Draft draft) {
        Rule rule = reading(layer, layer.conf(), given, draft);
        Channels out = recurrent(rule, (BaseRecurrentLayer) layer.conf(), PLAIN, 1, draft);
        if (rule.has("g")) {
            int[][] axes = rule.blank("g");
            axes[axes.length - 1] = out.all(2).units();
            rule.parameter("g", axes, new boolean[axes.length]);
            draft.refuse(out.units(), "layer normalisation in %s couples all its channels".formatted(layer.name()));
        }
        return out;
    }

    private static Rule reading(Node.OfLayer layer, Layer conf, Channels given, Draft draft) {
        return Rule.reading(layer, given, ((BaseRecurrentLayer) conf).getNIn(), Form.SEQUENCE, draft);
    }

    private static Channels recurrent(Rule rule, BaseRecurrentLayer conf, Keys keys, int gates, Draft draft) {
        int number = Math.toIntExact(conf.getNOut());
        rule.reads(keys.weights(), 0, 1, keys.bias(), true);
        int[] units = draft.units().fresh(number);
        Form form = Form.sequence(conf.getRnnDataFormat() == RNNFormat.NWC);
        Channels silent = new Channels(units, new double[number], form, true);
        if (draft.silence() == Silence.DEAD) {
            silent = silent.silent(dead(rule, keys, units, gates));
        }
        refuseUnrest(rule, conf.getActivationFn(), units, draft);
        Channels out = silent;
        int[] columns = out.all(gates).units();
        rule.matrix(keys.weights(), 0, 1, columns);
        int[][] recurrent = rule.blank(keys.recurrent());
        recurrent[0] = units;
        int width = Math.toIntExact(rule.array(keys.recurrent()).size(1));
        recurrent[1] = Arrays.copyOf(columns, width);
        Arrays.fill(recurrent[1], columns.length, width, Units.NONE);
        // Rows are what each unit sends to others, and, in the peepholes' columns, to its own gates.
        rule.parameter(keys.recurrent(), recurrent, false, true);
        rule.vector(keys.bias(), Sort.WEIGHT, columns);
        rule.widths(units);
        return out;
    }

    private static double[] dead(Rule rule, Keys keys, int[] units, int gates) {
        int number = units.length;
        boolean[] input = Draft.zeroSlices(rule.array(keys.weights()), 1);
        boolean[] recurrent = Draft.zeroSlices(rule.array(keys.recurrent()), 1);
        double[] bias = rule.array(keys.bias()).dup('c').reshape(-1).toDoubleVector();
        double[] silent = new double[number];
        for (int column = 0; column < number * gates; column++) {
            if (!input[column] || !recurrent[column] || bias[column] != 0) {
                silent[column % number] = Double.NaN;
            }
        }
        boolean[] unread = Draft.zeroSlices(rule.array(keys.recurrent()), 0);
        for (int unit = 0; unit < number; unit++) {
            if (Double.isNaN(silent[unit]) && !unread[unit]) {
                rule.draft().refuse(new int[] {units[unit]}, "%s reads its own state".formatted(rule.name()));
            }
        }
        return silent;
    }

    /** Two layers of the same size, of which the configuration states one size for both. */
    static Channels bidirectional(Node.OfLayer layer, Channels given, Draft draft) {
        Bidirectional conf = (Bidirectional) layer.conf();
        Channels forward = inner(layer, conf.getFwd(), "f", given, draft);
        Channels backward = inner(layer, conf.getBwd(), "b", given, draft);
        if (!forward.known() || !backward.known()) {
            return forward;
        }
        draft.couple(forward.units(), backward.units(), layer.name() + " (both directions)");
        return switch (conf.getMode()) {
            case CONCAT -> forward.and(backward);
            case ADD, AVERAGE -> sum(forward, backward);
            case MUL -> forward;
        };
    }

    /** Silent units of both are zero, or in a dead one not. */
    private static Channels sum(Channels a, Channels b) {
        double[] silent = new double[a.count()];
        for (int i = 0; i < silent.length; i++) {
            silent[i] = a.silent()[i] + b.silent()[i];
        }
        return a.silent(silent);
    }

    private static Channels inner(Node.OfLayer layer, Layer conf, String prefix, Channels given, Draft draft) {
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        layer.parameters().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                parameters.put(key.substring(prefix.length()), value);
            }
        });
        return LayerRules.apply(layer.within(conf, prefix, parameters), given, draft);
    }

    /** The last step of what the wrapped layer gives. */
    static Channels lastStep(Node.OfLayer layer, Channels given, Draft draft) {
        Channels out = wrapped(layer, ((LastTimeStep) layer.conf()).getUnderlying(), given, draft);
        return out.as(Form.FLAT);
    }

    /** A layer applied to each step. */
    static Channels eachStep(Node.OfLayer layer, Channels given, Draft draft) {
        return wrapped(layer, ((BaseWrapperLayer) layer.conf()).getUnderlying(), given, draft)
                .as(given.form());
    }

    private static Channels wrapped(Node.OfLayer layer, Layer conf, Channels given, Draft draft) {
        return LayerRules.apply(layer.within(conf, "", layer.parameters()), given, draft);
    }

    /** A state fed by nothing but zeros has to stay zero. */
    static void refuseUnrest(Rule rule, IActivation activation, int[] units, Draft draft) {
        double atRest = valueAtZero(activation);
        if (atRest != 0 && draft.silence() != Silence.UNREAD) {
            draft.refuse(units, "a silenced unit of %s keeps %s in its state".formatted(rule.name(), atRest));
        }
    }

    private static double valueAtZero(IActivation activation) {
        return activation
                .getActivation(Nd4j.zeros(DataType.DOUBLE, 1, 1), false)
                .getDouble(0);
    }
}
