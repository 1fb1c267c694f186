package org.espalier.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.espalier.program.Program;
import org.espalier.program.Shape;
import org.espalier.program.Simplification;
import org.espalier.program.Step.Foreign;
import org.espalier.program.Step.Scaling;
import org.espalier.sparse.Activation;

/**
 * A trained DL4J model as a program: every layer as steps, normalisation, activations and residuals taken into the
 * convolutions. A layer that no step can express is computed by DL4J itself, as a {@link Foreign} step of a copy of it.
 *
 * <pre>{@code
 * Translation.of(model, 3, 32, 32).program().steps()
 * }</pre>
 */
final class Translation {
    private final Program program;
    private final ArrayLayout input;
    private final ArrayLayout output;

    private Translation(Program program, ArrayLayout input, ArrayLayout output) {
        this.program = program;
        this.input = input;
        this.output = output;
    }

    /**
     * Translates a model, which is not changed. Its zeros are the program's zeros; later changes of it are not seen.
     *
     * @param model a MultiLayerNetwork or ComputationGraph with one input and one output
     * @param example the shape of one example as the model takes it, without the batch dimension, such as
     *     {@code 3, 32, 32}, or {@code 32, 32, 3} for one that keeps channels last; may be left out if the model starts
     *     with a dense layer or a reshaping one
     * @throws IllegalArgumentException if the model cannot be compiled at all; says why and what to do
     */
    static Translation of(Model model, long... example) {
        Anatomy anatomy = Anatomy.of(model);
        InputShape input = InputShape.of(anatomy, example);
        Draft draft = new Draft(input.shape(), input.layout(), anatomy.type());
        List<Value> values = new ArrayList<>(List.of(draft.input()));
        for (Node node : anatomy.nodes()) {
            values.add(translate(node, node.inputs().stream().map(values::get).toList(), draft));
        }
        Value output = values.get(anatomy.output());
        if (output.layout() == ArrayLayout.VECTOR_CHANNELS_LAST) {
            output = draft.flat("output", output);
        }
        if (output.number() == 0) {
            output = unchanged(output, draft);
        }
        Program program = Simplification.of(draft.program(output));
        return new Translation(program, input.layout(), output.layout());
    }

    private static Value translate(Node node, List<Value> in, Draft draft) {
        if (node instanceof Node.OfVertex vertex) {
            return VertexRules.apply(vertex, in, draft);
        }
        Node.OfLayer layer = (Node.OfLayer) node;
        Value seen = in.get(0);
        for (InputPreProcessor before : layer.before().stream().toList()) {
            seen = Reshapes.apply(before, layer.name(), seen, draft);
        }
        return LayerRules.apply(layer, seen, draft);
    }

    /** A program has a step at least. */
    private static Value unchanged(Value value, Draft draft) {
        float[] ones = new float[value.shape().channels()];
        Arrays.fill(ones, 1);
        return draft.add(
                new Scaling("output", value.number(), ones, new float[ones.length], Activation.NONE, value.shape()),
                value.layout());
    }

    /** The program, simplified. */
    Program program() {
        return program;
    }

    /** How DL4J lays out what the program takes as {@code [n, channels, height, width]}. */
    ArrayLayout inputLayout() {
        return input;
    }

    /** How DL4J lays out what the program gives as {@code [n, channels, height, width]}. */
    ArrayLayout outputLayout() {
        return output;
    }

    /** The shape of DL4J's array for so many examples of the input. */
    long[] inputShape(long examples) {
        return input.arrayShape(examples, program.input());
    }

    /** The shape of DL4J's array for so many examples of the output. */
    long[] outputShape(long examples) {
        Shape shape = program.output();
        return output.arrayShape(examples, shape);
    }

    /** For each layer that is left to DL4J a line that names it and says why; empty if there is none. */
    List<String> notes() {
        return program.steps().stream()
                .filter(Foreign.class::isInstance)
                .map(Foreign.class::cast)
                .map(step -> "\"%s\" runs in DL4J: %s".formatted(step.name(), step.reason()))
                .toList();
    }
}
