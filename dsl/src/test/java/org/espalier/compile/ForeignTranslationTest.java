package org.espalier.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.espalier.program.Step;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

class ForeignTranslationTest {
    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(2, 2)
                .nOut(4)
                .activation(Activation.RELU)
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(5).build();
    }

    @Test
    void layersWithoutAStepAreDl4jsOwnInTheMidstOfAProgram() {
        Model model = Drawn.chain(
                InputType.convolutional(6, 5, 2),
                convolution(),
                new LocalResponseNormalization.Builder().name("lrn").build(),
                new Upsampling2D.Builder(2).name("up").build(),
                new Deconvolution2D.Builder(2, 2).nOut(3).name("deconv").build(),
                new PReLULayer.Builder().inputShape(3, 11, 9).name("prelu").build(),
                output());

        Translation translation = Compared.agrees(model, 2, 6, 5);

        assertThat(translation.notes())
                .containsExactly(
                        "\"lrn\" runs in DL4J: no step does what a LocalResponseNormalization does",
                        "\"up\" runs in DL4J: no step does what a Upsampling2D does",
                        "\"deconv\" runs in DL4J: no step does what a Deconvolution2D does",
                        "\"prelu\" runs in DL4J: no step does what a PReLULayer does");
        assertThat(translation.program().steps()).extracting(Step::name).contains("layer0", "layer5");
    }

    @Test
    void withChannelsLastToo() {
        Model model = Drawn.chain(
                InputType.convolutional(6, 5, 2, CNN2DFormat.NHWC),
                new ConvolutionLayer.Builder(2, 2)
                        .nOut(4)
                        .dataFormat(CNN2DFormat.NHWC)
                        .build(),
                new Upsampling2D.Builder(2).dataFormat(CNN2DFormat.NHWC).build(),
                output());

        assertThat(Compared.agrees(model, 6, 5, 2).notes()).hasSize(1);
    }

    @Test
    void recurrentLayersAndWhatFollowsThem() {
        for (RNNFormat format : RNNFormat.values()) {
            Model model = Drawn.chain(
                    InputType.recurrent(3, 7, format),
                    new LSTM.Builder().nOut(5).dataFormat(format).name("lstm").build(),
                    new RnnOutputLayer.Builder(new LossMSE())
                            .nOut(2)
                            .dataFormat(format)
                            .activation(Activation.SOFTMAX)
                            .build());
            long[] example = format == RNNFormat.NCW ? new long[] {3, 7} : new long[] {7, 3};

            assertThat(Compared.agrees(model, example).notes())
                    .containsExactly("\"lstm\" runs in DL4J: no step does what a LSTM does");
        }
    }

    @Test
    void wrappersAndPoolingOfRecurrentLayers() {
        Model last = Drawn.chain(
                InputType.recurrent(3, 7),
                new LastTimeStep(new LSTM.Builder().nOut(5).build()),
                output());
        Model pooled = Drawn.chain(
                InputType.recurrent(3, 7),
                new FrozenLayer(new LSTM.Builder().nOut(5).build()),
                new GlobalPoolingLayer(PoolingType.MAX),
                output());

        assertThat(Compared.agrees(last, 3, 7).notes()).hasSize(1);
        assertThat(Compared.agrees(pooled, 3, 7).notes()).hasSize(1);
    }

    @Test
    void verticesThatAskTheGraph() {
        ComputationGraph model = Drawn.drawn(new ComputationGraph(Drawn.configuration()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(3, 7))
                .addLayer("lstm", new LSTM.Builder().nOut(5).build(), "in")
                .addVertex("last", new LastTimeStepVertex("in"), "lstm")
                .addLayer("out", output(), "last")
                .setOutputs("out")
                .build()));

        assertThat(Compared.agrees(model, 3, 7).notes()).hasSize(2);
    }

    @Test
    void embeddedSequences() {
        Model model = Drawn.drawn(new org.deeplearning4j.nn.multilayer.MultiLayerNetwork(Drawn.configuration()
                .list()
                .layer(new EmbeddingSequenceLayer.Builder()
                        .nIn(11)
                        .nOut(4)
                        .inputLength(6)
                        .build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(new OutputLayer.Builder().nIn(4).nOut(3).build())
                .build()));

        Translation translation = Translation.of(model, 6);

        assertThat(translation.notes()).hasSize(1);
        float[] words = {1, 2, 3, 4, 5, 0, 10, 9, 8, 7, 6, 5};
        INDArray expected = Compared.output(model, org.nd4j.linalg.factory.Nd4j.create(words, new long[] {2, 6}, 'c'));
        assertThat(Compared.run(translation.program(), 1, 2, words))
                .containsExactly(expected.dup('c').data().asFloat(), org.assertj.core.data.Offset.offset(1e-6f));
    }

    @Test
    void denseLayersWithLayerNormalisation() {
        Model model = Drawn.chain(
                InputType.feedForward(6),
                new DenseLayer.Builder()
                        .nOut(5)
                        .hasLayerNorm(true)
                        .name("dense")
                        .build(),
                output());

        assertThat(Compared.agrees(model, 6).notes())
                .containsExactly("\"dense\" runs in DL4J: DenseLayer: it normalises over its outputs (hasLayerNorm)");
    }

    @Test
    void aLayerOfAUsersOwnIsLeftAloneThoughItExtendsAKnownOne() {
        Model model = Drawn.chain(InputType.feedForward(6), dense(), new Own(), output());

        assertThat(Compared.agrees(model, 6).notes())
                .containsExactly("\"layer1\" runs in DL4J: no step does what a Own does");
    }

    private static final class Own extends ActivationLayer {
        private static final long serialVersionUID = 1;

        private Own() {
            super(Activation.CUBE);
        }
    }

    @Test
    void manyThreadsMayRunOneProgram() throws Exception {
        Model model = Drawn.chain(
                InputType.recurrent(3, 7), new LSTM.Builder().nOut(5).build(), new GlobalPoolingLayer(PoolingType.MAX));
        Translation translation = Translation.of(model, 3, 7);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<float[]>> tasks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                float[] in =
                        Compared.features(1 + i % 3, 3, 7).mul(1 + i).data().asFloat();
                int examples = 1 + i % 3;
                tasks.add(() -> Compared.run(translation.program(), 2, examples, in));
            }
            List<Future<float[]>> found = threads.invokeAll(tasks);
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(found.get(i).get()).isEqualTo(tasks.get(i).call());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void laterChangesOfTheModelAreNotSeen() {
        Model model = Drawn.chain(
                InputType.recurrent(3, 7), new LSTM.Builder().nOut(5).build());
        Translation translation = Translation.of(model, 3, 7);
        float[] in = Compared.features(1, 3, 7).data().asFloat();
        float[] before = Compared.run(translation.program(), 1, 1, in);

        model.params().muli(2);

        assertThat(Compared.run(translation.program(), 1, 1, in)).isEqualTo(before);
    }
}
