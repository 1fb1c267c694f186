package org.espalier.structure;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;

/**
 * Follows the channels of a whole model.
 *
 * @param wiring the model
 * @param draft all that was found
 * @param values the channels that each node of the wiring gives
 */
record Tracing(Wiring wiring, Draft draft, List<Channels> values) {

    static Tracing of(Model model, Silence silence) {
        return of(Wiring.of(model), silence);
    }

    static Tracing of(Wiring wiring, Silence silence) {
        Draft draft = new Draft(silence);
        List<Channels> values = new ArrayList<>();
        for (Node node : wiring.nodes()) {
            Channels made = trace(node, node.inputs().stream().map(values::get).toList(), draft, wiring);
            // What no one reads might as well be zero.
            values.add(silence == Silence.UNREAD ? made.silent(s -> 0) : made);
        }
        for (int output : wiring.outputs()) {
            for (int unit : values.get(output).units()) {
                draft.units().refuseAboveAll(unit, "its channels are the network's outputs");
            }
        }
        return new Tracing(wiring, draft, values);
    }

    private static Channels trace(Node node, List<Channels> in, Draft draft, Wiring wiring) {
        if (node instanceof Node.OfVertex vertex) {
            return VertexRules.apply(vertex, in, draft);
        }
        if (node instanceof Node.OfLayer layer) {
            Channels seen = in.get(0);
            if (layer.before().isPresent()) {
                seen = Reshapes.apply(
                        layer.before().get(), new Reshapes.Before(layer.name()), layer.name(), seen, draft);
            }
            return LayerRules.apply(layer, seen, draft);
        }
        return Inputs.of(wiring, (Node.Input) node);
    }
}
