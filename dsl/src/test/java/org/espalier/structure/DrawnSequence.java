package org.espalier.structure;

import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.lstm;
import static org.espalier.structure.Sketch.numberSteps;

import java.util.Random;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/** A small graph over time drawn from a seed, which reads {@code [n, 3, 5]}. */
final class DrawnSequence {
    private DrawnSequence() {}

    static ComputationGraph of(long seed) {
        Random random = new Random(seed);
        Sketch sketch = Sketch.graph(InputType.recurrent(3, 5));
        sketch.layer("first", lstm(4).build());
        String last = "first";
        int steps = 1 + random.nextInt(4);
        for (int i = 0; i < steps; i++) {
            String name = "layer" + i;
            sketch.layer(name, layer(random), last);
            switch (random.nextInt(4)) {
                case 0 -> {
                    sketch.layer("same" + i, lstm(4).build(), last);
                    sketch.layer("other" + i, new SimpleRnn.Builder().nOut(4).build(), name);
                    ElementWiseVertex.Op op =
                            random.nextBoolean() ? ElementWiseVertex.Op.Add : ElementWiseVertex.Op.Product;
                    sketch.vertex("add" + i, new ElementWiseVertex(op), "same" + i, "other" + i);
                    last = "add" + i;
                }
                case 1 -> {
                    sketch.vertex("cat" + i, new MergeVertex(), name, last);
                    last = "cat" + i;
                }
                default -> last = name;
            }
        }
        return sketch.layer("out", numberSteps().build(), last).ends();
    }

    private static Layer layer(Random random) {
        int out = 2 + random.nextInt(5);
        return switch (random.nextInt(8)) {
            case 0 -> lstm(out).build();
            case 1 -> new GravesLSTM.Builder().nOut(out).build();
            case 2 ->
                new SimpleRnn.Builder().nOut(out).activation(Activation.RELU).build();
            case 3 -> new Bidirectional(Bidirectional.Mode.CONCAT, lstm(out).build());
            case 4 ->
                new Bidirectional(
                        Bidirectional.Mode.AVERAGE,
                        new SimpleRnn.Builder().nOut(out).build());
            case 5 ->
                new TimeDistributed(dense(out).activation(Activation.SIGMOID).build());
            case 6 -> new Convolution1DLayer.Builder(3, 1, 1).nOut(out).build();
            default ->
                new SelfAttentionLayer.Builder()
                        .nHeads(2)
                        .headSize(2)
                        .nOut(out)
                        .projectInput(true)
                        .build();
        };
    }
}
