package org.espalier.model;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.espalier.text.LayerName;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A DL4J network, {@link MultiLayerNetwork} or {@link ComputationGraph} with one input and one output, behind one door.
 * Networks made here use oneDNN's convolutions, which DL4J as shipped does not.
 *
 * <pre>{@code
 * var network = Network.load(Path.of("model.zip"));
 * }</pre>
 */
public final class Network {
    private final Model model;
    private final Map<String, Layer> layers;
    private final List<WeightLayer> weightLayers;

    private Network(Model model) {
        Threads.settle();
        this.model = model;
        this.layers = layersByName(model);
        Set<String> outputs = outputsOf(model);
        List<WeightLayer> found = new ArrayList<>();
        layers.forEach((name, layer) ->
                WeightLayout.of(name, layer, outputs.contains(name)).ifPresent(found::add));
        this.weightLayers = List.copyOf(found);
    }

    /**
     * A copy of a DL4J model, its parameters and updater state included; the original is never changed.
     *
     * @throws IllegalArgumentException if it is neither of DL4J's two network classes, a graph with several inputs or
     *     outputs, or not initialised
     */
    public static Network of(Model model) {
        return Helpers.on(() -> new Network(copyOf(model)));
    }

    /**
     * A model that is made for this and held by no one else, so that it need not be copied.
     *
     * @throws IllegalArgumentException if it is neither of DL4J's two network classes, or a graph with several inputs or
     *     outputs
     */
    public static Network made(Supplier<Model> model) {
        return Helpers.on(() -> new Network(checked(model.get())));
    }

    /**
     * Reads a model that DL4J's {@code ModelSerializer} wrote, or Keras's {@code model.save("model.h5")}. What Keras saves
     * has its channels last, and so has the network: examples are {@code [height, width, channels]}.
     *
     * @throws IllegalArgumentException if the file is missing, or holds no network or one that DL4J cannot import
     */
    public static Network load(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("%s: expected a DL4J model zip or a Keras .h5, found no such file"
                    .formatted(file.toAbsolutePath()));
        }
        KerasFile keras = new KerasFile(file);
        if (keras.matches()) {
            return made(keras::model);
        }
        try {
            return of(ModelSerializer.restoreMultiLayerNetwork(file.toFile()));
        } catch (IOException | RuntimeException notSequential) {
            try {
                return of(ModelSerializer.restoreComputationGraph(file.toFile()));
            } catch (IOException | RuntimeException neither) {
                neither.addSuppressed(notSequential);
                throw new IllegalArgumentException(
                        ("%s: expected a zip written by DL4J's ModelSerializer (MultiLayerNetwork or ComputationGraph) or a Keras .h5, "
                                        + "found something else: %s")
                                .formatted(file.toAbsolutePath(), neither.getMessage()),
                        neither);
            }
        }
    }

    /** The network that {@link #write} wrote. */
    public static Network read(DataInputStream in) throws IOException {
        return made(NetworkBytes.read(in));
    }

    /** Writes all that {@link #copy} copies; equal networks give equal bytes. */
    public void write(DataOutputStream out) throws IOException {
        NetworkBytes.write(model, out);
    }

    /** Writes what {@link #parameters} gave. */
    public static void write(INDArray parameters, DataOutputStream out) throws IOException {
        NetworkBytes.array(out, parameters);
    }

    /** Reads what {@link #write(INDArray, DataOutputStream)} wrote. */
    public static INDArray readParameters(DataInputStream in) throws IOException {
        return NetworkBytes.array(in);
    }

    /** DL4J's class: {@code MultiLayerNetwork} or {@code ComputationGraph}. */
    public String type() {
        return model.getClass().getSimpleName();
    }

    /** The DL4J model itself: save it, train on, use it as any other. */
    public Model dl4j() {
        return model;
    }

    /** Writes the model as DL4J's {@code ModelSerializer} does, with the state of its updater. */
    public void save(Path file) throws IOException {
        ModelSerializer.writeModel(model, file.toFile(), true);
    }

    /** A copy with the same parameters, updater state and masks. */
    public Network copy() {
        return Helpers.on(() -> new Network(copyOf(model)));
    }

    /** A copy that computes as DL4J does out of the box, without oneDNN's convolutions: one of the two dense baselines. */
    public Network asShipped() {
        return Helpers.asShipped(() -> new Network(copyOf(model)));
    }

    /**
     * A copy that starts training afresh: same parameters and masks, zero updater state, iteration 0.
     *
     * @param learningRate for every layer; when empty, the rates of the configuration
     */
    public Network restarted(OptionalDouble learningRate) {
        return Helpers.on(() -> {
            if (model instanceof MultiLayerNetwork sequential) {
                MultiLayerNetwork fresh = Duplicate.restarted(sequential);
                learningRate.ifPresent(fresh::setLearningRate);
                return new Network(fresh);
            }
            ComputationGraph fresh = Duplicate.restarted((ComputationGraph) model);
            learningRate.ifPresent(fresh::setLearningRate);
            return new Network(fresh);
        });
    }

    /** A copy that starts training afresh, with a rate for each iteration that is the same in every layer. */
    public Network restarted(IntToDoubleFunction rates) {
        Network fresh = restarted(OptionalDouble.empty());
        if (fresh.model instanceof MultiLayerNetwork sequential) {
            sequential.setLearningRate(new RateSchedule(rates));
        } else {
            ((ComputationGraph) fresh.model).setLearningRate(new RateSchedule(rates));
        }
        return fresh;
    }

    /**
     * Counts as trained for so long, which is what schedules of learning rates read.
     *
     * @param iterations batches trained on; none where the count stays
     */
    public void count(OptionalInt iterations, int epochs) {
        if (model instanceof MultiLayerNetwork sequential) {
            iterations.ifPresent(sequential::setIterationCount);
            sequential.setEpochCount(epochs);
        } else {
            var configuration = ((ComputationGraph) model).getConfiguration();
            iterations.ifPresent(configuration::setIterationCount);
            configuration.setEpochCount(epochs);
        }
    }

    /** Whether it ends in a softmax trained with cross-entropy, one output for each example. */
    public boolean endsInSoftmax() {
        return outputsOf(model).stream()
                .map(name -> layerNamed(name).conf().getLayer())
                .allMatch(conf -> conf instanceof BaseOutputLayer output
                        && !(conf instanceof RnnOutputLayer)
                        && output.getActivationFn() instanceof ActivationSoftmax
                        && output.getLossFn() instanceof LossMCXENT loss
                        && loss.getWeights() == null);
    }

    /**
     * Learns from a teacher too, from now on: {@link #fit} wants {@link #distillation} batches.
     *
     * @param temperature T, above 0
     * @param alpha the part of the loss that is the teacher's, in [0, 1]
     */
    public void distil(double temperature, double alpha) {
        for (String output : outputsOf(model)) {
            ((BaseOutputLayer) layerNamed(output).conf().getLayer())
                    .setLossFn(new DistillationLoss(temperature, alpha));
        }
    }

    /** A batch with what this network says beside its labels. */
    public DataSet distillation(DataSet batch) {
        return new DataSet(
                batch.getFeatures(), DistillationLoss.labels(batch.getLabels(), output(batch.getFeatures())));
    }

    /**
     * What computes its layers: {@code DL4J + oneDNN} where a layer uses oneDNN, {@code DL4J + ND4J kernels} on
     * platforms whose native library has no oneDNN, else {@code DL4J as shipped} (so too for networks of dense layers
     * alone, which DL4J always computes by matrix products).
     */
    public String backend() {
        boolean accelerated = layers.values().stream().anyMatch(layer -> layer.getHelper() != null);
        if (!accelerated) {
            return "DL4J as shipped";
        }
        return Helpers.nativeOneDnn() ? "DL4J + oneDNN" : "DL4J + ND4J kernels";
    }

    /** A copy with new random parameters drawn from {@code seed}; masks stay in force. */
    public Network reinitialised(long seed) {
        return Helpers.on(() -> new Network(Duplicate.reinitialised(model, seed)));
    }

    /** Whether the model has ever been trained, by DL4J's own counts of iterations and epochs. */
    public boolean trained() {
        return model instanceof MultiLayerNetwork sequential
                ? sequential.getIterationCount() > 0 || sequential.getEpochCount() > 0
                : ((ComputationGraph) model).getIterationCount() > 0 || ((ComputationGraph) model).getEpochCount() > 0;
    }

    /**
     * Takes the parameters of a copy that was trained for some epochs, applies the masks, and counts the epochs. The
     * updater state stays as it is, and so does the iteration count, which Adam's bias correction reads together with it.
     *
     * @param parameters as {@link #parameters} gives them
     * @param epochs that the copy was trained for
     */
    public void takeTraining(INDArray parameters, int epochs) {
        setParameters(parameters);
        if (model instanceof MultiLayerNetwork sequential) {
            sequential.setEpochCount(sequential.getEpochCount() + epochs);
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            graph.getConfiguration().setEpochCount(graph.getEpochCount() + epochs);
        }
    }

    /** The layers whose weights can be pruned, in topological order. */
    public List<WeightLayer> weightLayers() {
        return weightLayers;
    }

    /** Every layer with its DL4J configuration class, in topological order; for a graph, layer vertices only. */
    public Map<String, String> layerTypes() {
        Map<String, String> types = new LinkedHashMap<>();
        layers.forEach((name, layer) ->
                types.put(name, layer.conf().getLayer().getClass().getSimpleName()));
        return types;
    }

    /**
     * The prunable layer of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public WeightLayer weightLayer(@LayerName String name) {
        return weightLayers.stream()
                .filter(l -> l.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no prunable layer \"%s\"; the model has %s"
                        .formatted(
                                name,
                                weightLayers.stream().map(WeightLayer::name).toList())));
    }

    /** Whether a layer of this name holds parameters. */
    public boolean hasParameters(@LayerName String layer) {
        return layerNamed(layer).numParams() > 0;
    }

    /** A copy of a layer's weights, {@code [out, in]} or {@code [out, in, kH, kW]}, 'c' order. */
    public INDArray weights(@LayerName String layer) {
        return WeightLayout.toCanonical(weightLayer(layer), param(layer));
    }

    /** Replaces a layer's weights; same shape as {@link #weights}. */
    public void setWeights(@LayerName String layer, INDArray weights) {
        WeightLayer at = weightLayer(layer);
        param(layer).assign(WeightLayout.fromCanonical(at, weights, param(layer).shape()));
    }

    /**
     * Sets weights to zero where {@code mask} is zero and holds them there through any further training.
     *
     * @param mask 1 kept, 0 pruned; same shape as {@link #weights}
     */
    public void mask(@LayerName String layer, INDArray mask) {
        WeightLayer at = weightLayer(layer);
        INDArray weights = param(layer);
        MaskConstraint constraint = MaskConstraint.of(WeightLayout.fromCanonical(at, mask, weights.shape()), weights);
        org.deeplearning4j.nn.conf.layers.Layer conf = layerNamed(layer).conf().getLayer();
        List<LayerConstraint> constraints = new ArrayList<>();
        if (conf.getConstraints() != null) {
            conf.getConstraints().stream()
                    .filter(c -> !(c instanceof MaskConstraint))
                    .forEach(constraints::add);
        }
        constraints.add(constraint);
        conf.setConstraints(constraints);
        weights.muli(constraint.maskFor(weights));
    }

    /** The mask held on a layer's weights, 1 kept, 0 pruned, shaped like {@link #weights}; empty for a dense layer. */
    public Optional<INDArray> maskOf(@LayerName String layer) {
        WeightLayer at = weightLayer(layer);
        List<LayerConstraint> constraints = layerNamed(layer).conf().getLayer().getConstraints();
        return constraints == null
                ? Optional.empty()
                : constraints.stream()
                        .filter(MaskConstraint.class::isInstance)
                        .map(c -> WeightLayout.toCanonical(at, ((MaskConstraint) c).maskFor(param(layer))))
                        .findFirst();
    }

    /** The number of parameters, biases and normalisation included. */
    public long parameterCount() {
        return model.numParams();
    }

    /** A copy of all parameters as one vector. */
    public INDArray parameters() {
        return model.params().dup();
    }

    /** Replaces all parameters, then applies the masks again. */
    public void setParameters(INDArray parameters) {
        model.setParams(parameters);
        model.applyConstraints(0, 0);
    }

    /** One update from one mini-batch. */
    public void fit(DataSet batch) {
        Threads.settle();
        if (model instanceof MultiLayerNetwork sequential) {
            sequential.fit(batch);
        } else {
            ((ComputationGraph) model).fit(batch);
        }
    }

    /** The network's output for a batch, in inference mode: {@code [n, classes]} for classifiers. */
    public INDArray output(INDArray features) {
        Threads.settle();
        return model instanceof MultiLayerNetwork sequential
                ? sequential.output(features, false)
                : ((ComputationGraph) model).outputSingle(false, features);
    }

    /**
     * Gradients of the mean loss over a batch, without L1 and L2 terms.
     *
     * @return for each layer, or vertex with parameters, its arrays by DL4J's keys, in DL4J's shapes; frozen layers are
     *     missing
     */
    public Map<String, Map<String, INDArray>> gradientTables(DataSet batch) {
        Threads.settle();
        if (model instanceof MultiLayerNetwork sequential) {
            sequential.setInput(batch.getFeatures());
            sequential.setLabels(batch.getLabels());
            sequential.computeGradientAndScore();
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            graph.setInputs(batch.getFeatures());
            graph.setLabels(batch.getLabels());
            graph.computeGradientAndScore();
        }
        Map<String, INDArray> byVariable = model.gradient().gradientForVariable();
        Map<String, Map<String, INDArray>> gradients = new LinkedHashMap<>();
        tables().forEach((name, table) -> {
            Map<String, INDArray> ofLayer = new LinkedHashMap<>();
            table.keySet().forEach(key -> {
                INDArray sum = byVariable.get(variable(name, key));
                if (sum != null) {
                    ofLayer.put(key, sum.div(batch.numExamples()));
                }
            });
            if (!ofLayer.isEmpty()) {
                gradients.put(name, ofLayer);
            }
        });
        model.clear();
        return gradients;
    }

    /** Gradients of the mean loss over a batch for every prunable layer, shaped like {@link #weights}. */
    public Map<String, INDArray> gradients(DataSet batch) {
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        gradientTables(batch).forEach((name, table) -> {
            INDArray ofWeights = table.get("W");
            if (ofWeights != null
                    && weightLayers.stream().anyMatch(l -> l.name().equals(name))) {
                gradients.put(name, shaped(name, ofWeights));
            }
        });
        return gradients;
    }

    /** DL4J's keys of a layer's parameters, those of a vertex too. */
    public Set<String> parameterKeys(@LayerName String layer) {
        return tables().getOrDefault(layer, Map.of()).keySet();
    }

    /** A copy of one array of parameters, in DL4J's shape. */
    public INDArray parameter(@LayerName String layer, String key) {
        return parameterView(layer, key).dup();
    }

    /** Replaces one array of parameters; in DL4J's shape. */
    public void setParameter(@LayerName String layer, String key, INDArray values) {
        parameterView(layer, key).assign(values);
    }

    private INDArray parameterView(@LayerName String layer, String key) {
        INDArray array = tables().getOrDefault(layer, Map.of()).get(key);
        if (array == null) {
            throw new IllegalArgumentException("no parameter \"%s\" in layer \"%s\"".formatted(key, layer));
        }
        return array;
    }

    /** An array of DL4J's shape of a layer's weights, shaped like {@link #weights}. */
    public INDArray shaped(@LayerName String layer, INDArray dl4j) {
        return WeightLayout.toCanonical(weightLayer(layer), dl4j);
    }

    /** Every array of parameters by layer, or vertex, and DL4J's key: views, whose changes are the network's. */
    Map<String, Map<String, INDArray>> tables() {
        Map<String, Map<String, INDArray>> tables = new LinkedHashMap<>();
        layers.forEach((name, layer) -> tables.put(name, layer.paramTable()));
        if (model instanceof ComputationGraph graph) {
            for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : graph.getVertices()) {
                if (!vertex.hasLayer() && vertex.paramTable(false) != null) {
                    tables.put(vertex.getVertexName(), vertex.paramTable(false));
                }
            }
        }
        return tables;
    }

    /** The inputs and outputs of every layer for one batch, in inference mode. */
    public Map<String, Activations> activations(INDArray features) {
        Threads.settle();
        return Activations.of(model, layers.keySet(), features);
    }

    /**
     * A layer's inputs as rows that its weights, flattened to {@code [out, in·kH·kW]}, are multiplied by: one for each
     * example and position, double. Stride, padding, dilation and convolution mode are those of the layer.
     *
     * @param input of {@link #activations}
     * @return {@code [n·positions, in·kH·kW]}
     * @throws IllegalArgumentException for a depthwise convolution, whose channels have inputs of their own
     */
    public INDArray patches(@LayerName String layer, INDArray input) {
        return Patches.of(weightLayer(layer), layerNamed(layer), input);
    }

    /** DL4J's name of an array of parameters among all of the network. */
    String variable(@LayerName String layer, String key) {
        if (model instanceof ComputationGraph) {
            return layer + "_" + key;
        }
        return layerNamed(layer).getIndex() + "_" + key;
    }

    /** A layer's weights: a view, whose changes are the network's, in DL4J's shape. */
    INDArray param(@LayerName String layer) {
        return layerNamed(layer).getParam("W");
    }

    /** What DL4J's updater trains under this name. */
    Trainable trainable(@LayerName String layer) {
        return model instanceof ComputationGraph graph ? graph.getVertex(layer) : layerNamed(layer);
    }

    /** The rate with which a layer learns now; empty where its updater has none. */
    public Optional<Double> learningRate(@LayerName String layer) {
        return Optional.ofNullable(
                model instanceof MultiLayerNetwork sequential
                        ? sequential.getLearningRate(layerNamed(layer).getIndex())
                        : ((ComputationGraph) model).getLearningRate(layer));
    }

    private Layer layerNamed(String name) {
        Layer layer = layers.get(name);
        if (layer == null) {
            throw new IllegalArgumentException("no layer \"%s\"; the model has %s".formatted(name, layers.keySet()));
        }
        return layer;
    }

    private static Model copyOf(Model model) {
        return Duplicate.of(checked(model));
    }

    /** The prunable layers' names of a model as it stands; none while it isn't initialised. */
    static List<String> weightLayersOf(Model model) {
        boolean initialised = model instanceof MultiLayerNetwork sequential
                ? sequential.isInitCalled()
                : ((ComputationGraph) model).getVertices() != null;
        List<String> names = new ArrayList<>();
        if (initialised) {
            Set<String> outputs = outputsOf(model);
            layersByName(model)
                    .forEach((name, layer) -> WeightLayout.of(name, layer, outputs.contains(name))
                            .ifPresent(found -> names.add(found.name())));
        }
        return names;
    }

    private static Model checked(Model model) {
        if (model instanceof MultiLayerNetwork sequential) {
            initialised(sequential.isInitCalled());
            return model;
        }
        if (model instanceof ComputationGraph graph) {
            initialised(graph.getVertices() != null);
            if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
                throw new IllegalArgumentException(
                        "expected a ComputationGraph with one input and one output, found %d inputs and %d outputs"
                                .formatted(graph.getNumInputArrays(), graph.getNumOutputArrays()));
            }
            return model;
        }
        throw new IllegalArgumentException("expected a DL4J MultiLayerNetwork or ComputationGraph, found "
                + model.getClass().getName());
    }

    private static void initialised(boolean initialised) {
        if (!initialised) {
            throw new IllegalArgumentException("the DL4J model has no parameters yet: call its init() first");
        }
    }

    private static Map<String, Layer> layersByName(Model model) {
        Map<String, Layer> named = new LinkedHashMap<>();
        if (model instanceof MultiLayerNetwork sequential) {
            for (Layer layer : sequential.getLayers()) {
                String name = layer.conf().getLayer().getLayerName();
                String key = name == null ? "layer" + layer.getIndex() : name;
                if (named.put(key, layer) != null) {
                    throw new IllegalArgumentException(
                            "two layers are named \"%s\"; give each layer its own name".formatted(key));
                }
            }
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            for (String vertex : graph.getConfiguration().getTopologicalOrderStr()) {
                if (graph.getVertex(vertex).hasLayer()) {
                    named.put(vertex, graph.getVertex(vertex).getLayer());
                }
            }
        }
        return named;
    }

    private static Set<String> outputsOf(Model model) {
        if (model instanceof ComputationGraph graph) {
            return new HashSet<>(graph.getConfiguration().getNetworkOutputs());
        }
        List<String> names = List.copyOf(layersByName(model).keySet());
        return Set.of(names.get(names.size() - 1));
    }
}
