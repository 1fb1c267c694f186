package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.espalier.Pruning.channelsRemoved;
import static org.espalier.Pruning.fineTune;
import static org.espalier.Pruning.groupLasso;
import static org.espalier.Pruning.layers;
import static org.espalier.Pruning.macsAtMost;
import static org.espalier.Pruning.magnitude;
import static org.espalier.Pruning.pruneChannels;
import static org.espalier.Pruning.pruneHeads;
import static org.espalier.Pruning.taylor;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.espalier.data.Dataset;
import org.espalier.measure.Macs;
import org.espalier.model.Network;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Units of recurrent layers and heads of attention layers, by whole recipes. */
class SequenceNetworksTest {
    private static final int FEATURES = 5;
    private static final int STEPS = 6;

    @Test
    void unitsOfRecurrentLayersArePruned() {
        MultiLayerNetwork model = model(
                new Bidirectional(new LSTM.Builder().name("both").nOut(8).build()),
                new LastTimeStep(new LSTM.Builder().name("last").nOut(12).build()));

        Run run = experiment(model)
                .run(pruneChannels(2).by(taylor(1)).to(macsAtMost(0.5)).then(fineTune(1)));

        assertThat(run.last(Row.Arm.RECIPE).mean(Figures::removed)).isGreaterThanOrEqualTo(0.5);
        assertThat(run.last(Row.Arm.RECIPE).figures().get(0).fidelity().orElseThrow())
                .isLessThan(1e-5);
        assertThat(((MultiLayerNetwork) run.model()).output(examples(3, 4)[0]).shape())
                .containsExactly(3, 2);
    }

    @Test
    void aMethodThatFindsNothingToPenaliseInRecurrentLayersSaysSo() {
        MultiLayerNetwork model = model(
                new LSTM.Builder().name("first").nOut(8).build(),
                new LastTimeStep(new LSTM.Builder().name("last").nOut(12).build()));
        assertThatThrownBy(() -> experiment(model)
                        .run(pruneChannels()
                                .learning(groupLasso())
                                .to(channelsRemoved(0.5))
                                .whileTraining(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "groupLasso works on weights of a convolution or dense layer, and the channels of first have none (first out → ");
    }

    @Test
    void headsArePrunedAndTheRestOfTheLayerStays() {
        Run run = experiment(attention())
                .run(pruneHeads().by(magnitude()).to(channelsRemoved(0.5)).then(fineTune(1)));

        MultiLayerNetwork pruned = (MultiLayerNetwork) run.model();
        assertThat(pruned.getLayer(0).getParam("Wq").shape()).containsExactly(2, 3, FEATURES);
        assertThat(pruned.getLayer(0).getParam("Wo").shape()).containsExactly(6, 8);
        assertThat(run.last(Row.Arm.RECIPE).figures().get(0).fidelity().orElseThrow())
                .isLessThan(1e-5);
    }

    @Test
    void channelsOfAnAttentionLayerAreNotItsHeads() {
        Run run = experiment(attention())
                .run(pruneChannels()
                        .by(magnitude())
                        .to(channelsRemoved(0.25))
                        .in(layers("attention"))
                        .then(fineTune(1)));

        MultiLayerNetwork pruned = (MultiLayerNetwork) run.model();
        assertThat(pruned.getLayer(0).getParam("Wo").shape()).containsExactly(12, 6);
    }

    @Test
    void aNetworkWithoutHeadsSaysSo() {
        assertThatThrownBy(() -> experiment(model(new LSTM.Builder().nOut(4).build()))
                        .named("lstm")
                        .explain(pruneHeads()
                                .by(magnitude())
                                .to(channelsRemoved(0.5))
                                .named("heads")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "the recipe \"heads\" prunes every layer, ranked per layer, but lstm has none such");
    }

    @Test
    void recurrentWeightsAreCountedOncePerStep() {
        MultiLayerNetwork model = model(new LSTM.Builder().name("lstm").nOut(4).build());

        assertThat(Macs.of(Network.of(model), FEATURES, STEPS).of("lstm").dense())
                .as("(5 + 4) × 16 weights, 6 steps")
                .isEqualTo((FEATURES + 4) * 16 * STEPS);
    }

    private static MultiLayerNetwork attention() {
        return model(new SelfAttentionLayer.Builder()
                .name("attention")
                .nHeads(4)
                .headSize(3)
                .nOut(8)
                .projectInput(true)
                .build());
    }

    private static MultiLayerNetwork model(Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        if (!(layers[layers.length - 1] instanceof LastTimeStep)) {
            list.layer(
                    new GlobalPoolingLayer.Builder(PoolingType.AVG).name("pool").build());
        }
        list.layer(new OutputLayer.Builder()
                .name("output")
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build());
        MultiLayerNetwork model = new MultiLayerNetwork(
                list.setInputType(InputType.recurrent(FEATURES, STEPS)).build());
        model.init();
        return model;
    }

    private static Experiment experiment(MultiLayerNetwork model) {
        INDArray[] train = examples(160, 1);
        INDArray[] test = examples(40, 2);
        return Experiment.of(model, Dataset.of("sequences", train[0], train[1], test[0], test[1]))
                .trainedFor(1)
                .withoutLatency();
    }

    /** Sequences that rise or fall, under noise. */
    private static INDArray[] examples(int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[count * FEATURES * STEPS];
        float[] labels = new float[count * 2];
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(2);
            labels[2 * i + label] = 1;
            for (int at = 0; at < FEATURES * STEPS; at++) {
                float slope = (label == 0 ? 1 : -1) * (at % STEPS - STEPS / 2f);
                values[i * FEATURES * STEPS + at] = 0.3f * slope + (float) random.nextGaussian();
            }
        }
        return new INDArray[] {
            Nd4j.create(values, new long[] {count, FEATURES, STEPS}), Nd4j.create(labels, new long[] {count, 2})
        };
    }
}
