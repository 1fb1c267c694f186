package org.espalier.structure;

import static org.espalier.structure.Pattern.fed;
import static org.espalier.structure.Pattern.indices;
import static org.espalier.structure.Sketch.chain;
import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.globalPool;
import static org.espalier.structure.Sketch.graph;
import static org.espalier.structure.Sketch.lstm;
import static org.espalier.structure.Sketch.output;
import static org.espalier.structure.Sketch.steps;

import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.nd4j.linalg.activations.Activation;

/** Layers with a state, and what is done with their steps. */
final class RecurrentPatterns {
    private RecurrentPatterns() {}

    static List<Pattern> all() {
        return List.of(
                stack(),
                peepholes(),
                bothDirections(),
                sideBySide(),
                addedUp(),
                lastStep(),
                lastStepOfBoth(),
                simple(),
                eachStep(),
                denseBetween(),
                embedded(),
                embeddedAlone(),
                encoderAndDecoder(),
                channelsLast());
    }

    private static InputType sequence() {
        return InputType.recurrent(3, 5);
    }

    private static Pattern stack() {
        return Pattern.of(
                        "two LSTM layers",
                        k -> chain(
                                sequence(),
                                lstm(6 / k).name("lstm1").build(),
                                lstm(4 / k).name("lstm2").build(),
                                steps().name("out").build()),
                        fed(3, 5))
                .prunes("lstm1 6: lstm1 out → lstm2 in", "lstm2 4: lstm2 out → out in")
                .answersBy("out");
    }

    private static Pattern peepholes() {
        return Pattern.of(
                        "LSTM with peepholes",
                        k -> chain(
                                sequence(),
                                new GravesLSTM.Builder()
                                        .nOut(6 / k)
                                        .name("lstm1")
                                        .build(),
                                new GravesLSTM.Builder()
                                        .nOut(4 / k)
                                        .name("lstm2")
                                        .build(),
                                steps().name("out").build()),
                        fed(3, 5))
                .prunes("lstm1 6: lstm1 out → lstm2 in", "lstm2 4: lstm2 out → out in")
                .answersBy("out");
    }

    private static Pattern bothDirections() {
        return Pattern.of(
                        "LSTM with peepholes in both directions",
                        k -> graph(sequence())
                                .layer(
                                        "both",
                                        new GravesBidirectionalLSTM.Builder()
                                                .nOut(6 / k)
                                                .build())
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes("both 6: both out → out in")
                .answersBy("out");
    }

    private static Pattern sideBySide() {
        return Pattern.of(
                        "both directions side by side",
                        k -> graph(sequence())
                                .layer("first", lstm(4 / k).build())
                                .layer(
                                        "both",
                                        new Bidirectional(
                                                Bidirectional.Mode.CONCAT,
                                                lstm(6 / k).build()))
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes("first 4: first out → both in", "both 6: both out → out in ×2")
                .answersBy("out");
    }

    private static Pattern addedUp() {
        return Pattern.of(
                        "both directions added up",
                        k -> graph(sequence())
                                .layer("first", lstm(4 / k).build())
                                .layer(
                                        "both",
                                        new Bidirectional(
                                                Bidirectional.Mode.ADD,
                                                lstm(6 / k).build()))
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes("first 4: first out → both in", "both 6: both out → out in")
                .answersBy("out");
    }

    private static Pattern lastStep() {
        return Pattern.of(
                        "the last step",
                        k -> chain(
                                sequence(),
                                new LastTimeStep(lstm(6 / k).name("lstm").build()),
                                output().name("out").build()),
                        fed(3, 5))
                .prunes("lstm 6: lstm out → out in")
                .answersBy("out");
    }

    private static Pattern lastStepOfBoth() {
        return Pattern.of(
                        "the last step of both directions",
                        k -> graph(sequence())
                                .layer(
                                        "last",
                                        new LastTimeStep(new Bidirectional(
                                                Bidirectional.Mode.CONCAT,
                                                new SimpleRnn.Builder()
                                                        .nOut(6 / k)
                                                        .build())))
                                .layer("out", output().build())
                                .ends(),
                        fed(3, 5))
                .prunes("last 6: last out → out in ×2")
                .answersBy("out");
    }

    private static Pattern simple() {
        return Pattern.of(
                        "simple recurrence, pooled over time",
                        k -> graph(sequence())
                                .layer(
                                        "rnn1",
                                        new SimpleRnn.Builder().nOut(6 / k).build())
                                .layer(
                                        "rnn2",
                                        new SimpleRnn.Builder()
                                                .nOut(4 / k)
                                                .activation(Activation.RELU)
                                                .build())
                                .layer("global", globalPool())
                                .layer("out", output().build())
                                .ends(),
                        fed(3, 5))
                .prunes("rnn1 6: rnn1 out → rnn2 in", "rnn2 4: rnn2 out → out in")
                .answersBy("out");
    }

    private static Pattern eachStep() {
        return Pattern.of(
                        "a dense layer at each step",
                        k -> graph(sequence())
                                .layer("lstm", lstm(4 / k).build())
                                .layer("each", new TimeDistributed(dense(6 / k).build()))
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes("lstm 4: lstm out → each in", "each 6: each out → out in")
                .answersBy("out");
    }

    private static Pattern denseBetween() {
        return Pattern.of(
                        "a dense layer between recurrent ones",
                        k -> chain(
                                sequence(),
                                lstm(4 / k).name("lstm1").build(),
                                dense(6 / k).name("fc").build(),
                                lstm(4 / k).name("lstm2").build(),
                                steps().name("out").build()),
                        fed(3, 5))
                .prunes("lstm1 4: lstm1 out → fc in", "fc 6: fc out → lstm2 in", "lstm2 4: lstm2 out → out in")
                .answersBy("out");
    }

    private static Pattern embedded() {
        return Pattern.of(
                        "embedded words",
                        k -> graph(InputType.recurrent(9, 5))
                                .layer(
                                        "embed",
                                        new EmbeddingSequenceLayer.Builder()
                                                .nOut(6 / k)
                                                .build())
                                .layer("lstm", lstm(4 / k).build())
                                .layer("out", steps().build())
                                .ends(),
                        indices(9, 1, 5))
                .prunes("embed 6: embed out → lstm in", "lstm 4: lstm out → out in")
                .answersBy("out");
    }

    private static Pattern embeddedAlone() {
        return Pattern.of(
                        "one embedded word",
                        k -> chain(
                                InputType.feedForward(9),
                                new EmbeddingLayer.Builder()
                                        .nIn(9)
                                        .nOut(6 / k)
                                        .hasBias(true)
                                        .name("embed")
                                        .build(),
                                dense(4 / k).name("fc").build(),
                                output().name("out").build()),
                        indices(9, 1))
                .prunes("embed 6: embed out → fc in", "fc 4: fc out → out in")
                .answersBy("out");
    }

    private static Pattern encoderAndDecoder() {
        return Pattern.of(
                        "encoder and decoder",
                        k -> graph(sequence())
                                .layer("encoder", lstm(4 / k).build())
                                .vertex("back", new ReverseTimeSeriesVertex("input"))
                                .vertex("last", new LastTimeStepVertex("input"))
                                .vertex("again", new DuplicateToTimeSeriesVertex("input"))
                                .vertex("cat", new MergeVertex(), "encoder", "again")
                                .layer("decoder", lstm(6 / k).build())
                                .layer("out", steps().build())
                                .ends(),
                        fed(3, 5))
                .prunes("encoder 4: encoder out → decoder in ×2", "decoder 6: decoder out → out in")
                .answersBy("out");
    }

    private static Pattern channelsLast() {
        return Pattern.of(
                        "sequences with channels last",
                        k -> graph(InputType.recurrent(3, 5, RNNFormat.NWC))
                                .layer(
                                        "lstm1",
                                        lstm(4 / k).dataFormat(RNNFormat.NWC).build())
                                .layer(
                                        "lstm2",
                                        lstm(6 / k).dataFormat(RNNFormat.NWC).build())
                                .vertex("cat", new MergeVertex(), "lstm1", "lstm2")
                                .layer("out", steps().dataFormat(RNNFormat.NWC).build())
                                .ends(),
                        fed(5, 3))
                .prunes("lstm1 4: lstm1 out → lstm2 in + out in", "lstm2 6: lstm2 out → out in")
                .answersBy("out");
    }
}
