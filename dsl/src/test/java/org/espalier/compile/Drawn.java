package org.espalier.compile;

import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** Models with parameters as training leaves them: none zero, none alike, statistics of a normalisation that matter. */
final class Drawn {
    private Drawn() {}

    static NeuralNetConfiguration.Builder configuration() {
        return new NeuralNetConfiguration.Builder().seed(1).updater(new NoOp());
    }

    /** The layers one after another, in DL4J's simple class. */
    static MultiLayerNetwork chain(InputType input, org.deeplearning4j.nn.conf.layers.Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = configuration().list();
        for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
            list.layer(layer);
        }
        return drawn(new MultiLayerNetwork(list.setInputType(input).build()));
    }

    /** Initialises a model and draws its parameters. */
    static <M extends Model> M drawn(M model) {
        model.init();
        Random random = new Random(7);
        if (model instanceof MultiLayerNetwork sequential) {
            for (Layer layer : sequential.getLayers()) {
                draw(layer, random);
            }
        } else if (model instanceof ComputationGraph graph) {
            for (Layer layer : graph.getLayers()) {
                draw(layer, random);
            }
        }
        return model;
    }

    private static void draw(Layer layer, Random random) {
        for (Map.Entry<String, INDArray> parameter : layer.paramTable().entrySet()) {
            INDArray values = parameter.getValue();
            for (long i = 0; i < values.length(); i++) {
                double drawn = random.nextGaussian();
                switch (parameter.getKey()) {
                    case "gamma" -> values.putScalar(i, 1 + 0.3 * drawn);
                    case "var" -> values.putScalar(i, 0.5 + Math.abs(drawn));
                    case "log10stdev" -> values.putScalar(i, 0.1 * drawn);
                    case "W", "pW" -> {}
                    default -> values.putScalar(i, 0.3 * drawn);
                }
            }
        }
    }

    /** Sets that share of every weight array to zero. */
    static void prune(Model model, double share) {
        Random random = new Random(5);
        for (Map.Entry<String, INDArray> parameter : model.paramTable().entrySet()) {
            for (long i = 0;
                    i < parameter.getValue().length() && parameter.getKey().endsWith("_W");
                    i++) {
                if (random.nextDouble() < share) {
                    parameter.getValue().putScalar(i, 0);
                }
            }
        }
    }

    /** Weights that are not zero, in all. */
    static int nonZeros(Model model) {
        return model.paramTable().entrySet().stream()
                .filter(parameter -> parameter.getKey().endsWith("_W"))
                .mapToInt(parameter -> {
                    int count = 0;
                    for (float value : parameter.getValue().dup('c').data().asFloat()) {
                        count += value == 0 ? 0 : 1;
                    }
                    return count;
                })
                .sum();
    }
}
