package org.espalier.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.structure.Sketch.conv;
import static org.espalier.structure.Sketch.dense;
import static org.espalier.structure.Sketch.image;
import static org.espalier.structure.Sketch.norm;
import static org.espalier.structure.Sketch.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** conv (2 channels to 6) → normalisation → conv (to 5) → dense (to 8) → 3 classes; 7×7 images. */
class UpdaterStateTest {
    /** The second convolution's updater is of another sort where there are several. */
    static Stream<Arguments> models() {
        return Stream.of(new Adam(1e-2), new AMSGrad(1e-2), new Nesterovs(1e-2, 0.9), new RmsProp(1e-2), new Sgd(1e-2))
                .flatMap(updater -> Stream.of(true, false)
                        .map(graph -> Arguments.of(
                                updater.getClass().getSimpleName() + (graph ? ", graph" : ", sequence"),
                                model(graph, updater, updater))));
    }

    static Stream<Arguments> mixed() {
        return Stream.of(true, false)
                .map(graph -> Arguments.of(
                        "mixed" + (graph ? ", graph" : ", sequence"),
                        model(graph, new Adam(1e-2), new Nesterovs(1e-2, 0.9))));
    }

    static Stream<Arguments> all() {
        return Stream.concat(models(), mixed());
    }

    private static Model model(boolean graph, IUpdater updater, IUpdater second) {
        Map<String, Layer> layers = new java.util.LinkedHashMap<>();
        layers.put("conv1", conv(6).build());
        layers.put("bn", norm());
        layers.put("conv2", conv(5).updater(second).build());
        layers.put("fc", dense(8).build());
        layers.put("out", output().build());
        NeuralNetConfiguration.Builder start = Sketch.start().updater(updater);
        if (graph) {
            var builder = start.graphBuilder().addInputs("input").setInputTypes(image(2, 7));
            String last = "input";
            for (Map.Entry<String, Layer> layer : layers.entrySet()) {
                builder.addLayer(layer.getKey(), layer.getValue(), last);
                last = layer.getKey();
            }
            ComputationGraph model =
                    new ComputationGraph(builder.setOutputs("out").build());
            model.init();
            return trained(model);
        }
        var list = start.list();
        layers.forEach((name, layer) -> {
            layer.setLayerName(name);
            list.layer(layer);
        });
        MultiLayerNetwork model =
                new MultiLayerNetwork(list.setInputType(image(2, 7)).build());
        model.init();
        return trained(model);
    }

    private static Model trained(Model model) {
        for (int i = 1; i <= 3; i++) {
            fit(model, i);
        }
        return model;
    }

    private static void fit(Model model, long seed) {
        INDArray images = Nd4j.create(
                new java.util.Random(seed).doubles(4 * 2 * 49).toArray(), new long[] {4, 2, 7, 7}, DataType.DOUBLE);
        INDArray classes = Nd4j.eye(3).castTo(DataType.DOUBLE).getRows(0, 1, 2, (int) seed % 3);
        if (model instanceof MultiLayerNetwork sequential) {
            sequential.fit(images, classes);
        } else {
            ((ComputationGraph) model).fit(new INDArray[] {images}, new INDArray[] {classes});
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void whatTheUpdaterRemembersOfKeptWeightsStays(String name, Model model) {
        Model smaller = new Surgery(model)
                .shrink(Map.of("conv1", new int[] {0, 2, 5}, "conv2", new int[] {1, 4}, "fc", new int[] {0, 3, 7}));

        Map<String, List<INDArray>> before = moments(model);
        Map<String, List<INDArray>> after = moments(smaller);

        assertThat(after.keySet()).isEqualTo(before.keySet());
        // conv2's second kept filter was the fifth, and its third input the sixth.
        compare(before, after, "conv2_W", new long[] {4, 5, 2, 1}, new long[] {1, 2, 2, 1});
        compare(before, after, "conv1_b", new long[] {5}, new long[] {2});
        compare(before, after, "bn_gamma", new long[] {2}, new long[] {1});
        // Nine positions of each channel: position 4 of channel 4 is now that of the second.
        compare(before, after, "fc_W", new long[] {4 * 9 + 4, 7}, new long[] {9 + 4, 2});
        compare(before, after, "out_W", new long[] {3, 2}, new long[] {1, 2});
        compare(before, after, "out_b", new long[] {1}, new long[] {1});
        assertThat(iterations(smaller)).isEqualTo(iterations(model)).isEqualTo(3);
    }

    private static void compare(
            Map<String, List<INDArray>> before, Map<String, List<INDArray>> after, String key, long[] old, long[] now) {
        List<INDArray> olds = before.getOrDefault(key, List.of());
        List<INDArray> nows = after.getOrDefault(key, List.of());
        assertThat(nows).as(key).hasSameSizeAs(olds);
        for (int i = 0; i < olds.size(); i++) {
            assertThat(nows.get(i).getDouble(now))
                    .as("%s, moment %d", key, i)
                    .isEqualTo(olds.get(i).getDouble(old));
            assertThat(olds.get(i).getDouble(old)).as("%s is something", key).isNotZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void withoutUnitsThatDoNothingTrainingGoesOnAsItWould(String name, Model model) {
        Surgery surgery = new Surgery(model);
        ChannelGroup group = surgery.groups().named("fc").orElseThrow();
        for (int unit : new int[] {1, 6}) {
            Kill.weights(model, group, unit);
            Kill.reads(model, group, unit);
            model.paramTable().entrySet().stream()
                    .filter(e -> e.getKey().matches("(fc|3)_b"))
                    .forEach(e -> e.getValue().putScalar(unit, 0));
        }
        Model smaller = surgery.shrink(Map.of("fc", new int[] {0, 2, 3, 4, 5, 7}));

        fit(model, 9);
        fit(smaller, 9);

        List<INDArray> full = values(model);
        List<INDArray> less = values(smaller);
        for (int i = 0; i < full.size(); i++) {
            INDArray left = full.get(i);
            for (int axis = 0; axis < left.rank(); axis++) {
                if (left.size(axis) != less.get(i).size(axis)) {
                    left = without(left, axis);
                }
            }
            double difference = left.reshape(-1)
                    .sub(less.get(i).dup('c').reshape(-1))
                    .amaxNumber()
                    .doubleValue();
            assertThat(difference).as("parameter %d", i).isLessThanOrEqualTo(1e-12);
        }
        assertThat(iterations(smaller)).isEqualTo(4);
    }

    private static INDArray without(INDArray array, int axis) {
        int[] kept = {0, 2, 3, 4, 5, 7};
        List<INDArray> slices = Arrays.stream(kept)
                .mapToObj(
                        i -> array.rank() == 1 ? Nd4j.scalar(array.getDouble(i)).reshape(1) : array.slice(i, axis))
                .toList();
        return (array.rank() == 1
                        ? Nd4j.concat(0, slices.toArray(INDArray[]::new))
                        : Nd4j.stack(axis, slices.toArray(INDArray[]::new)))
                .dup('c');
    }

    private static List<INDArray> values(Model model) {
        return model.paramTable().values().stream().map(array -> array.dup('c')).toList();
    }

    private static int iterations(Model model) {
        return model instanceof MultiLayerNetwork sequential
                ? sequential.getIterationCount()
                : ((ComputationGraph) model).getIterationCount();
    }

    /** Each parameter's moments with its shape, from the names that the updater's blocks keep of what is in them. */
    static Map<String, List<INDArray>> moments(Model model) {
        BaseMultiLayerUpdater<?> updater = model instanceof MultiLayerNetwork sequential
                ? (BaseMultiLayerUpdater<?>) sequential.getUpdater()
                : ((ComputationGraph) model).getUpdater();
        Map<String, List<INDArray>> moments = new TreeMap<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            INDArray state = block.getUpdaterView();
            long parameters = block.getParamOffsetEnd() - block.getParamOffsetStart();
            int at = 0;
            for (UpdaterBlock.ParamState of : block.getLayersAndVariablesInBlock()) {
                INDArray array = of.getLayer().paramTable(false).get(of.getParamName());
                String key = of.getLayer().getConfig().getLayerName() + "_" + of.getParamName();
                List<INDArray> each = new ArrayList<>();
                for (long start = at; state != null && start < state.length(); start += parameters) {
                    double[] values = state.dup('c').data().asDouble();
                    double[] part = Arrays.copyOfRange(values, (int) start, (int) (start + array.length()));
                    each.add(Nd4j.create(part, array.shape(), array.ordering()));
                }
                moments.put(key, each);
                at += (int) array.length();
            }
        }
        return moments;
    }
}
