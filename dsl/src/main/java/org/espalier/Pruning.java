package org.espalier;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.espalier.catalogue.Catalogue;
import org.espalier.compile.CompileOptions;
import org.espalier.compile.SparseNetwork;
import org.espalier.compile.WeightFormat;
import org.espalier.criterion.Apoz;
import org.espalier.criterion.BatchNormScale;
import org.espalier.criterion.Fisher;
import org.espalier.criterion.Fpgm;
import org.espalier.criterion.Grasp;
import org.espalier.criterion.HRank;
import org.espalier.criterion.Lamp;
import org.espalier.criterion.Magnitude;
import org.espalier.criterion.Obc;
import org.espalier.criterion.Obd;
import org.espalier.criterion.RandomScore;
import org.espalier.criterion.Snip;
import org.espalier.criterion.SparseGpt;
import org.espalier.criterion.SynFlow;
import org.espalier.criterion.Taylor;
import org.espalier.criterion.ThiNet;
import org.espalier.criterion.Wanda;
import org.espalier.data.Dataset;
import org.espalier.data.ImageSets;
import org.espalier.engine.Experiment;
import org.espalier.engine.GatedRun;
import org.espalier.engine.Plan;
import org.espalier.engine.Receipt;
import org.espalier.engine.Reproduction;
import org.espalier.engine.Run;
import org.espalier.engine.RunRecorder;
import org.espalier.engine.Sensitivity;
import org.espalier.engine.SimplifiedNetwork;
import org.espalier.engine.SweepRun;
import org.espalier.gate.FeatureBoosting;
import org.espalier.gate.Gate;
import org.espalier.io.PrunedModelFile;
import org.espalier.io.ReceiptFile;
import org.espalier.io.RecipeFile;
import org.espalier.io.RecipeSchema;
import org.espalier.ledger.AccuracyDrop;
import org.espalier.ledger.Comparison;
import org.espalier.ledger.Ledger;
import org.espalier.model.Network;
import org.espalier.model.NetworkSketch;
import org.espalier.model.Planes;
import org.espalier.model.Threads;
import org.espalier.pattern.NofM;
import org.espalier.recipe.Aggregate;
import org.espalier.recipe.GatedRecipe;
import org.espalier.recipe.Normalisation;
import org.espalier.recipe.PruningRecipe;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Scope;
import org.espalier.recipe.Sweep;
import org.espalier.recipe.Target;
import org.espalier.recipe.Unit;
import org.espalier.recovery.Distil;
import org.espalier.recovery.FineTune;
import org.espalier.recovery.FromScratch;
import org.espalier.recovery.Quantise;
import org.espalier.recovery.Recalibrate;
import org.espalier.recovery.Reconstruct;
import org.espalier.recovery.RewindLearningRate;
import org.espalier.recovery.RewindToEpoch;
import org.espalier.recovery.Train;
import org.espalier.report.Chart;
import org.espalier.report.Display;
import org.espalier.report.NetworkReport;
import org.espalier.report.Picture;
import org.espalier.report.ProgressLine;
import org.espalier.report.Renderer;
import org.espalier.report.Reports;
import org.espalier.schedule.Cubic;
import org.espalier.schedule.Exponential;
import org.espalier.schedule.Geometric;
import org.espalier.schedule.Linear;
import org.espalier.schedule.OneShot;
import org.espalier.search.EagleEye;
import org.espalier.taxonomy.Method;
import org.espalier.text.LayerName;
import org.espalier.training.Admm;
import org.espalier.training.GroupLasso;
import org.espalier.training.Movement;
import org.espalier.training.NetworkSlimming;
import org.espalier.training.RigL;
import org.espalier.training.SoftFilterPruning;
import org.espalier.training.SparseEvolution;
import org.espalier.training.SrSte;
import org.espalier.training.StaticRandom;
import org.espalier.training.TrainingMethod;
import org.espalier.zoo.Images;
import org.espalier.zoo.Zoo;
import org.espalier.zoo.ZooModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.Table;

/**
 * The facade: everything a notebook needs, with {@code import static org.espalier.Pruning.*}.
 *
 * <pre>{@code
 * var half = pruneChannels(8)
 *     .by(taylor()).to(macsAtMost(0.5))
 *     .in(convolutions().except("conv1"))
 *     .over(cubic(5)).then(fineTune(1).at(1e-3)).named("lenet-half");
 * var lenet = experiment(lenet5(), mnist());
 * lenet.explain(half)
 * lenet.run(half)
 * }</pre>
 */
public final class Pruning {
    /** Channels of the first stage, as in the paper. */
    private static final int RESNET_WIDTH = 16;

    private static final int MOST_IMAGES = 100;

    private Pruning() {}

    // What is pruned

    /** Prunes single weights: unstructured sparsity, by masks. */
    public static Recipe.OfWeights pruneWeights() {
        return new Recipe.OfWeights(new Unit.Weights());
    }

    /** Keeps at most {@code n} of every {@code m} consecutive input weights: N:M sparsity, by masks. */
    public static Recipe.OfPattern prunePattern(int n, int m) {
        return new Recipe.OfPattern(new Unit.Pattern(new NofM(n, m)));
    }

    /** Prunes whole kernels of convolutions, the kH × kW weights between one input and one output channel, by masks. */
    public static Recipe.OfKernels pruneKernels() {
        return new Recipe.OfKernels(new Unit.Kernels());
    }

    /** Cuts whole channels (filters, neurons) out: the network really shrinks. */
    public static Recipe.OfChannels pruneChannels() {
        return pruneChannels(1);
    }

    /** Cuts whole channels out and keeps the pruned widths multiples of {@code roundTo}. */
    public static Recipe.OfChannels pruneChannels(int roundTo) {
        return new Recipe.OfChannels(new Unit.Channels(roundTo));
    }

    /** Cuts whole heads out of attention layers; targets count them as channels. */
    public static Recipe.OfChannels pruneHeads() {
        return new Recipe.OfChannels(new Unit.Channels(1, Aggregate.MEAN, Normalisation.NONE, Unit.Piece.HEADS));
    }

    /**
     * Leaves whole residual blocks out, those whose shortcut is the identity: the network gets shallower. Layers in a
     * scope stand for the blocks they are in.
     */
    public static Recipe.OfBlocks pruneBlocks() {
        return new Recipe.OfBlocks(new Unit.Blocks());
    }

    /** Puts a gate behind convolutions, which lets some channels through for each input anew: pruning at run time. */
    public static GatedRecipe.OfGate gateChannels(Gate gate) {
        return new GatedRecipe.OfGate(gate);
    }

    /**
     * Trains a network that is sparse from the first step to the last: a random mask of the densities of the Erdős–Rényi
     * kernel, whose connections {@code method} moves.
     *
     * <pre>{@code
     * sparseTraining(rigl()).to(sparsity(0.98)).whileTraining(5)
     * }</pre>
     */
    public static Recipe.WeightsLearning sparseTraining(TrainingMethod.Sparse method) {
        return new Recipe.WeightsLearning(new Unit.Weights(), everyLayer().erdosRenyiKernel(), method);
    }

    /** {@link FeatureBoosting}: the most salient fraction of the channels passes. */
    public static FeatureBoosting featureBoosting(double density) {
        return new FeatureBoosting(density);
    }

    // By which criterion

    /** {@link Magnitude}: keeps what is large. */
    public static Magnitude magnitude() {
        return new Magnitude();
    }

    /** {@link Magnitude} with channels ranked by the L2 norm. */
    public static Magnitude magnitudeL2() {
        return new Magnitude(2);
    }

    /** {@link RandomScore}: the control. */
    public static RandomScore random() {
        return new RandomScore();
    }

    /** {@link Taylor}: keeps what the loss would miss, to first order. */
    public static Taylor taylor() {
        return new Taylor();
    }

    /** {@link Taylor} on this many calibration batches. */
    public static Taylor taylor(int batches) {
        return new Taylor(batches);
    }

    /** {@link Snip}: connection sensitivity, for pruning at initialisation. */
    public static Snip snip() {
        return new Snip();
    }

    /** {@link Snip} on this many calibration batches. */
    public static Snip snip(int batches) {
        return new Snip(batches);
    }

    /** {@link SynFlow}: synaptic flow, without data and in 100 rounds, for pruning at initialisation. */
    public static SynFlow synflow() {
        return new SynFlow();
    }

    /** {@link Grasp}: preserves the flow of gradients, for pruning at initialisation. */
    public static Grasp grasp() {
        return new Grasp();
    }

    /** {@link Lamp}: magnitude made comparable between layers. */
    public static Lamp lamp() {
        return new Lamp();
    }

    /** {@link Wanda}: the size of a weight times the norm of its input. */
    public static Wanda wanda() {
        return new Wanda();
    }

    /** {@link Fisher}: the loss's change to second order, by squared gradients of single examples. */
    public static Fisher fisher() {
        return new Fisher();
    }

    /** {@link Obd}: optimal brain damage, the loss's change by the diagonal of the Gauss–Newton matrix. */
    public static Obd obd() {
        return new Obd();
    }

    /** {@link SparseGpt}: removes from left to right, the weights still to come making up for it. */
    public static SparseGpt sparseGpt() {
        return new SparseGpt();
    }

    /** {@link Obc}: optimal brain surgeon, exactly, for each layer's outputs. */
    public static Obc obc() {
        return new Obc();
    }

    /** {@link Apoz}: keeps channels that are seldom zero. */
    public static Apoz apoz() {
        return new Apoz();
    }

    /** {@link HRank}: keeps channels whose feature maps have a high rank. */
    public static HRank hrank() {
        return new HRank();
    }

    /** {@link Fpgm}: removes filters near the geometric median. */
    public static Fpgm fpgm() {
        return new Fpgm();
    }

    /** {@link ThiNet}: removes the channels that the next layer misses least. */
    public static ThiNet thiNet() {
        return new ThiNet();
    }

    /** {@link BatchNormScale}: keeps channels that batch normalisation scales up. */
    public static BatchNormScale batchNormScale() {
        return new BatchNormScale();
    }

    // By what is learnt while training

    /** {@link RigL}: drops the smallest connections and grows where the gradient is largest. */
    public static RigL rigl() {
        return new RigL();
    }

    /** {@link SparseEvolution} (SET): drops the smallest connections and grows at random. */
    public static SparseEvolution set() {
        return new SparseEvolution();
    }

    /** {@link StaticRandom}: a random mask that stays. */
    public static StaticRandom staticRandom() {
        return new StaticRandom();
    }

    /** {@link NetworkSlimming}: a penalty on the scales of batch normalisation. */
    public static NetworkSlimming networkSlimming() {
        return new NetworkSlimming();
    }

    /** {@link NetworkSlimming} of this penalty. */
    public static NetworkSlimming networkSlimming(double penalty) {
        return new NetworkSlimming(penalty);
    }

    /** {@link GroupLasso}: a penalty on the norms of channels. */
    public static GroupLasso groupLasso() {
        return new GroupLasso();
    }

    /** {@link GroupLasso} of this penalty. */
    public static GroupLasso groupLasso(double penalty) {
        return new GroupLasso(penalty);
    }

    /** {@link SoftFilterPruning}: filters that are zeroed after each epoch and may come back. */
    public static SoftFilterPruning softFilterPruning() {
        return new SoftFilterPruning();
    }

    /** {@link Admm}: draws weights towards the nearest ones that meet the target. */
    public static Admm admm() {
        return new Admm();
    }

    /** {@link Admm} of this penalty. */
    public static Admm admm(double penalty) {
        return new Admm(penalty);
    }

    /** {@link Movement}: keeps weights that move away from zero. */
    public static Movement movement() {
        return new Movement();
    }

    /** {@link SrSte}: dense weights learn through a mask of the largest in a pattern. */
    public static SrSte srSte() {
        return new SrSte();
    }

    /** {@link EagleEye}: widths that meet the target, searched for by cutting candidates; for {@code searchedBy(...)}. */
    public static EagleEye eagleEye() {
        return new EagleEye();
    }

    /** {@link EagleEye} of so many generations and candidates in each. */
    public static EagleEye eagleEye(int generations, int candidates) {
        return new EagleEye(generations, candidates, new EagleEye().batches());
    }

    // To which target

    /** Removes this fraction of the weights in scope, in [0, 1). */
    public static Target.Sparsity sparsity(double fraction) {
        return new Target.Sparsity(fraction);
    }

    /** Removes this fraction of the channels in scope, in [0, 1). */
    public static Target.ChannelsRemoved channelsRemoved(double fraction) {
        return new Target.ChannelsRemoved(fraction);
    }

    /** Leaves at most this fraction of the dense model's multiply–accumulates, in (0, 1]. */
    public static Target.MacsAtMost macsAtMost(double fraction) {
        return new Target.MacsAtMost(fraction);
    }

    /** Leaves at most this fraction of the dense model's parameters, in (0, 1]. */
    public static Target.ParamsAtMost paramsAtMost(double fraction) {
        return new Target.ParamsAtMost(fraction);
    }

    /** Leaves at most this fraction of the dense model's bytes; each layer is stored dense or sparse, whichever is smaller. */
    public static Target.BytesAtMost bytesAtMost(double fraction) {
        return new Target.BytesAtMost(fraction);
    }

    /** Leaves at most this fraction of the dense model's latency on this machine, measured while channels are cut. */
    public static Target.LatencyAtMost latencyAtMost(double fraction) {
        return new Target.LatencyAtMost(fraction);
    }

    /** Leaves out this fraction of the residual blocks in scope, in [0, 1). */
    public static Target.BlocksRemoved blocksRemoved(double fraction) {
        return new Target.BlocksRemoved(fraction);
    }

    // Where

    /** Every layer whose weights can be pruned. */
    public static Scope everyLayer() {
        return Scope.of(Scope.Layers.EVERY);
    }

    /** Every convolution. */
    public static Scope convolutions() {
        return Scope.of(Scope.Layers.CONVOLUTIONS);
    }

    /** Every fully connected layer. */
    public static Scope denseLayers() {
        return Scope.of(Scope.Layers.DENSE);
    }

    /** The layers of these names. */
    public static Scope layers(@LayerName String... names) {
        return Scope.named(names);
    }

    // In how many steps

    /** {@link OneShot}: everything at once. */
    public static OneShot oneShot() {
        return new OneShot();
    }

    /** {@link Linear}: the same amount at every step. */
    public static Linear linear(int steps) {
        return new Linear(steps);
    }

    /** {@link Cubic}: much early, little late. */
    public static Cubic cubic(int steps) {
        return new Cubic(steps);
    }

    /** {@link Exponential}: the density decays exponentially. */
    public static Exponential exponential(int steps) {
        return new Exponential(steps);
    }

    /** {@link Geometric}: the lottery ticket's rounds. */
    public static Geometric geometric(int steps) {
        return new Geometric(steps);
    }

    // With what recovery

    /** {@link FineTune}: a few epochs at a small learning rate, 1e-3 unless told. */
    public static FineTune fineTune(int epochs) {
        return new FineTune(epochs, new FineTune().learningRate());
    }

    /** {@link Train}: epochs at the model's own learning rates. */
    public static Train train(int epochs) {
        return new Train(epochs);
    }

    /** {@link RewindToEpoch}: the surviving weights go back to where they were; 0 is the initialisation. */
    public static RewindToEpoch rewindToEpoch(int epoch) {
        return new RewindToEpoch(epoch);
    }

    /** {@link RewindLearningRate}: trains the weights there are as the last epochs of the dense training did. */
    public static RewindLearningRate rewindLearningRate(int epochs) {
        return new RewindLearningRate(epochs);
    }

    /** {@link FromScratch}: draws what is left anew and trains it. */
    public static FromScratch fromScratch(int epochs) {
        return new FromScratch(epochs);
    }

    /** {@link Recalibrate}: measures the statistics of batch normalisation anew. */
    public static Recalibrate recalibrate() {
        return new Recalibrate();
    }

    /** {@link Recalibrate} on so many batches. */
    public static Recalibrate recalibrate(int batches) {
        return new Recalibrate(batches);
    }

    /** {@link Distil}: trains the pruned network to say what the dense one says. */
    public static Distil distil(int epochs) {
        return new Distil(epochs, new Distil().learningRate(), new Distil().temperature(), new Distil().alpha());
    }

    /** {@link Quantise}: rounds the weights to int8. */
    public static Quantise quantise() {
        return new Quantise();
    }

    /** {@link Reconstruct}: the weights left are refitted to the dense layers' outputs, by least squares. */
    public static Reconstruct reconstruct() {
        return new Reconstruct();
    }

    // Recipes as text

    /**
     * The recipe that a text in YAML or JSON says; {@link Recipe#toYaml()} writes it.
     *
     * <pre>{@code
     * recipe("""
     *     prune: weights
     *     by: magnitude
     *     to: {sparsity: 0.9}
     *     """)
     * }</pre>
     *
     * @throws org.espalier.text.FormatException if it says none; tells line, column, what was expected and found, and the
     *     nearest known name
     */
    public static Recipe recipe(String yaml) {
        PruningRecipe recipe = RecipeFile.parse(yaml).recipe();
        if (recipe instanceof Recipe pruning) {
            return pruning;
        }
        throw new IllegalArgumentException(
                "%s has gates, which prune at run time; read it with gatedRecipe(...)".formatted(recipe.name()));
    }

    /** As {@link #recipe}, for recipes of either sort. */
    public static PruningRecipe anyRecipe(String yaml) {
        return RecipeFile.parse(yaml).recipe();
    }

    /** As {@link #recipe}, for recipes with gates. */
    public static GatedRecipe gatedRecipe(String yaml) {
        PruningRecipe recipe = RecipeFile.parse(yaml).recipe();
        if (recipe instanceof GatedRecipe gated) {
            return gated;
        }
        throw new IllegalArgumentException("%s has no gates; read it with recipe(...)".formatted(recipe.name()));
    }

    /**
     * What a recipe's file says: the recipe, and the experiment where there is one.
     *
     * <pre>{@code
     * loadRecipe("half.yaml").recipe()
     * }</pre>
     *
     * @throws IllegalArgumentException if there is no such file, or it says no recipe
     */
    public static RecipeFile loadRecipe(String file) {
        return RecipeFile.read(Path.of(file));
    }

    /** Writes a recipe into a file as YAML, every default written out. */
    public static void saveRecipe(PruningRecipe recipe, String file) {
        new RecipeFile(recipe).write(Path.of(file));
    }

    /**
     * {@link RecipeSchema}: what a recipe's file may say, as a JSON Schema for editors, with the methods registered in this
     * session.
     */
    public static String recipeSchema() {
        return RecipeSchema.json();
    }

    // Sweeps

    /**
     * {@link Sweep}: a recipe in many variants, to run by {@code experiment.run(sweep)}.
     *
     * <pre>{@code
     * lenet.run(sweep(half).criteria(magnitude(), taylor()).sparsities(0.5, 0.7, 0.9).seeds(1, 2, 3))
     * }</pre>
     */
    public static Sweep sweep(Recipe recipe) {
        return Sweep.of(recipe);
    }

    /** Runs a sweep on several models; each experiment has its own. */
    public static SweepRun run(Sweep sweep, Experiment... experiments) {
        return Experiment.run(sweep, List.of(experiments));
    }

    /**
     * The runs of a sweep as files that each say all that is needed, for another machine or an engine that distributes them:
     * a recipe and its experiment in, a receipt out.
     */
    public static List<RecipeFile> jobs(Sweep sweep, Experiment experiment) {
        return sweep.recipes().stream()
                .map(recipe -> new RecipeFile(recipe, Optional.of(experiment.description())))
                .toList();
    }

    // Receipts

    /** Writes a run's receipt into a file as JSON. */
    public static void saveReceipt(Receipt receipt, String file) {
        ReceiptFile.write(receipt, Path.of(file));
    }

    /**
     * The receipt in a file.
     *
     * @throws IllegalArgumentException if there is no such file, or it holds no receipt
     */
    public static Receipt loadReceipt(String file) {
        return ReceiptFile.read(Path.of(file));
    }

    /**
     * Runs what a receipt's file says again, from scratch, and compares figure by figure. For a model or data that a
     * notebook made, say {@code experiment(model, data).reproduce(loadReceipt(file))}.
     *
     * <pre>{@code
     * reproduce("half.receipt.json")
     * }</pre>
     *
     * @throws IllegalArgumentException if there is no such file, or the model or data is not to be had
     */
    public static Reproduction reproduce(String file) {
        Receipt receipt = loadReceipt(file);
        return Experiment.of(receipt.experiment())
                .listening(ProgressLine::new)
                .recordingTo(recorder())
                .reproduce(receipt);
    }

    /**
     * The ledger: every run of an experiment of a notebook, in a file among this user's data. The system property
     * {@code espalier.ledger} or the environment variable {@code ESPALIER_LEDGER} names another file, or "off".
     *
     * <pre>{@code
     * var ledger = ledger();
     * table(ledger.where("criterion", "taylor"))
     * ledger.best("latency", accuracyDropAtMost(0.005))
     * ledger.compare(1, 2)
     * }</pre>
     *
     * @throws IllegalStateException if it is off
     */
    public static Ledger ledger() {
        return Ledger.ofThisUser()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the ledger is off (espalier.ledger or ESPALIER_LEDGER says so); name a file: ledger(\"runs.db\")"));
    }

    /**
     * The ledger in a file of your own; {@code experiment.recordingTo(ledger)} writes to it.
     *
     * <pre>{@code
     * var mine = ledger("runs.db");
     * experiment(lenet5(), mnist()).recordingTo(mine).run(half);
     * mine
     * }</pre>
     */
    public static Ledger ledger(String file) {
        return Ledger.in(Path.of(file));
    }

    /** How much validation accuracy {@code ledger.best} may give up against the dense model, a fraction: 0.005 is half a point. */
    public static AccuracyDrop accuracyDropAtMost(double fraction) {
        return new AccuracyDrop(fraction);
    }

    /** What was asked of a ledger as a Tablesaw table: one row per network of each run. */
    public static Table table(Ledger ledger) {
        return Reports.table(ledger);
    }

    /** Two runs of a ledger side by side as a Tablesaw table: one row per network and figure. */
    public static Table table(Comparison comparison) {
        return Reports.table(comparison);
    }

    /**
     * The networks of a ledger by two figures; those that no other beats in both are joined.
     *
     * <pre>{@code
     * pareto("latency", "accuracy", ledger().where("batch", 32))
     * }</pre>
     *
     * @throws IllegalArgumentException if there is no such figure, or no network that has both
     */
    public static Chart pareto(String x, String y, Ledger ledger) {
        return Reports.pareto(x, y, ledger);
    }

    /** The ledger of this user, unless it is off. */
    static RunRecorder recorder() {
        return Ledger.ofThisUser().<RunRecorder>map(ledger -> ledger).orElse(RunRecorder.NONE);
    }

    /** Two runs' receipts figure by figure. */
    public static Reproduction compare(Receipt expected, Receipt found) {
        return Reproduction.of(expected, found);
    }

    /**
     * Writes the first seed's pruned model as DL4J's zip, with its recipe and receipt in it; {@link #load} reads it again.
     *
     * <pre>{@code
     * save(run, "lenet-half.zip");
     * history("lenet-half.zip")
     * }</pre>
     */
    public static void save(Run run, String file) {
        PrunedModelFile.write(run, Path.of(file));
    }

    /**
     * How the pruned model in a zip came about.
     *
     * @throws IllegalArgumentException if there is no such file, or Espalier did not write it
     */
    public static Receipt history(String file) {
        return PrunedModelFile.history(Path.of(file))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: there is no receipt in it; save(run, file) writes one".formatted(file)));
    }

    // Models, data, experiments

    /** {@link Zoo#lenet300()}: LeNet-300-100, 266,610 parameters. */
    public static ZooModel lenet300() {
        return Zoo.lenet300();
    }

    /** {@link Zoo#lenet5()}: LeNet-5 in Caffe's variant, 431,080 parameters. */
    public static ZooModel lenet5() {
        return Zoo.lenet5();
    }

    /** {@link Zoo#vgg(Images)}: a small VGG with batch normalisation, for this data's images and classes. */
    public static ZooModel vgg(Dataset data) {
        return Zoo.vgg(images(data));
    }

    /** {@link Zoo#resnet8(int, Images)}: the smallest residual network, for this data's images and classes. */
    public static ZooModel resnet8(Dataset data) {
        return Zoo.resnet8(RESNET_WIDTH, images(data));
    }

    /** {@link Zoo#resnet20(int, Images)}: ResNet-20, for this data's images and classes. */
    public static ZooModel resnet20(Dataset data) {
        return Zoo.resnet20(RESNET_WIDTH, images(data));
    }

    /** {@link Zoo#resnet56(int, Images)}: ResNet-56, for this data's images and classes. */
    public static ZooModel resnet56(Dataset data) {
        return Zoo.resnet56(RESNET_WIDTH, images(data));
    }

    private static Images images(Dataset data) {
        long[] shape = data.exampleShape();
        if (shape.length != 3) {
            throw new IllegalArgumentException("expected examples of shape [channels, height, width], found %s of %s"
                    .formatted(Arrays.toString(shape), data.name()));
        }
        return new Images((int) shape[0], (int) shape[1], (int) shape[2], data.classes());
    }

    /** A DL4J model from the zip that {@code ModelSerializer} wrote, or from Keras's {@code model.save("model.h5")}. */
    public static Model load(String file) {
        return Network.load(Path.of(file)).dl4j();
    }

    /** MNIST: the full set where it can be had, else the shipped subset; its description says which. */
    public static Dataset mnist() {
        return ImageSets.mnist();
    }

    /** The 12,000 MNIST images shipped with this library: the same everywhere, without a network. */
    public static Dataset mnistSubset() {
        return ImageSets.mnistSubset();
    }

    /** Fashion-MNIST, from the cache, an installed package or the network. */
    public static Dataset fashionMnist() {
        return ImageSets.fashionMnist();
    }

    /**
     * {@link Dataset#ofFolder}: data of your own in a folder, as IDX files, CSV files or pictures.
     *
     * <pre>{@code
     * experiment(lenet5(), dataFolder("digits"))
     * }</pre>
     */
    public static Dataset dataFolder(String folder) {
        return Dataset.ofFolder(Path.of(folder));
    }

    /** An experiment on a model of the zoo; it is trained when first needed. Progress is shown in place. */
    public static Experiment experiment(ZooModel model, Dataset data) {
        return Experiment.of(model, data).listening(ProgressLine::new).recordingTo(recorder());
    }

    /** An experiment on your own trained DL4J model, which is copied and never changed. Progress is shown in place. */
    public static Experiment experiment(Model model, Dataset data) {
        return Experiment.of(model, data).listening(ProgressLine::new).recordingTo(recorder());
    }

    /**
     * {@link SimplifiedNetwork}: a model without the channels that masks have left dead. The outputs before and after are
     * compared on drawn examples.
     *
     * @param exampleShape of one example, such as {@code 1, 28, 28}
     */
    public static SimplifiedNetwork simplify(Model model, long... exampleShape) {
        return SimplifiedNetwork.of(Network.of(model), exampleShape);
    }

    // Compiled networks

    /** {@link SparseNetwork#compile(Model)}: made ready to run fast, each layer in the format that is fastest here. */
    public static SparseNetwork compile(Model model) {
        return SparseNetwork.compile(model);
    }

    /** {@link SparseNetwork#compile(Model, CompileOptions)}: with answers to what would be decided otherwise. */
    public static SparseNetwork compile(Model model, CompileOptions options) {
        return SparseNetwork.compile(model, options);
    }

    /** {@link CompileOptions#defaults()}, to say otherwise: {@code run.compile(compiling().batches(1, 64))}. */
    public static CompileOptions compiling() {
        return CompileOptions.defaults();
    }

    /** {@link SparseNetwork#load(Path)}: a compiled network that was saved. */
    public static SparseNetwork loadCompiled(String file) {
        return SparseNetwork.load(Path.of(file));
    }

    /** {@link WeightFormat#DENSE}: every weight stored. */
    public static WeightFormat dense() {
        return WeightFormat.DENSE;
    }

    /** {@link WeightFormat#CSR}: the weights left, one by one. */
    public static WeightFormat csr() {
        return WeightFormat.CSR;
    }

    /** {@link WeightFormat#blocks}: blocks in which a weight is left. */
    public static WeightFormat blocks(int height, int width) {
        return WeightFormat.blocks(height, width);
    }

    // The catalogue

    /** The sparse backends as a Tablesaw table, the preferred first: which can run here, and why the others can't. */
    public static Table backends() {
        return Reports.backends();
    }

    /** Every method there is, those registered in this session too, as a Tablesaw table. */
    public static Table methods() {
        return Reports.methods();
    }

    /**
     * {@link Catalogue#register}: makes a method of your own known by its id, in the table of methods and in YAML. In
     * recipes it needs no registration.
     */
    public static void register(Method method) {
        Catalogue.register(method);
    }

    // Reports

    /** A run as a Tablesaw table. */
    public static Table table(Run run) {
        return Reports.table(run);
    }

    /** A plan as a Tablesaw table. */
    public static Table table(Plan plan) {
        return Reports.table(plan);
    }

    /** What each layer's format won in a compiled network, as a Tablesaw table; timed when first asked for. */
    public static Table table(SparseNetwork network) {
        return Reports.table(network);
    }

    /** What gates cost and save, as a Tablesaw table. */
    public static Table table(GatedRun run) {
        return Reports.table(run);
    }

    /** What simplifying removed, as a Tablesaw table. */
    public static Table table(SimplifiedNetwork simplified) {
        return Reports.table(simplified);
    }

    /** What each layer loses at each ratio, as a Tablesaw table. */
    public static Table table(Sensitivity sensitivity) {
        return Reports.table(sensitivity);
    }

    /** What each layer loses at each ratio, as a heat map. */
    public static Chart chart(Sensitivity sensitivity) {
        return Reports.chart(sensitivity);
    }

    /** Accuracy and latency against the parameters removed. */
    public static Chart chart(Run run) {
        return Reports.chart(run);
    }

    /**
     * The networks of runs by two figures, as a plot: those that no other beats in both are joined by a line, the others are
     * hollow, and the dense one is a black diamond.
     *
     * <pre>{@code
     * pareto("latency", "accuracy", lenet.run(half), lenet.run(quarter))
     * }</pre>
     *
     * @param x {@code latency}, {@code parameters}, {@code macs}, {@code bytes}, {@code accuracy} (validation) or {@code test}
     * @param y likewise
     * @throws IllegalArgumentException if there is no such figure, or no network that has both
     */
    public static Chart pareto(String x, String y, Run... runs) {
        return Reports.pareto(x, y, List.of(runs));
    }

    /** The networks of a sweep by two figures, as {@link #pareto(String, String, Run...)} shows those of runs. */
    public static Chart pareto(String x, String y, SweepRun run) {
        return Reports.pareto(x, y, run);
    }

    /** A sweep as a Tablesaw table: one row per network, mean and standard deviation over the seeds. */
    public static Table table(SweepRun run) {
        return Reports.table(run);
    }

    /** Two runs figure by figure, those that differ first, as a Tablesaw table. */
    public static Table table(Reproduction reproduction) {
        return Reports.table(reproduction);
    }

    /**
     * One figure of a sweep's networks, mean ± sd, as a Tablesaw table of texts.
     *
     * <pre>{@code
     * pivot(grid, "network", "target", "test")
     * }</pre>
     *
     * @param down {@code network}, {@code target}, {@code schedule} or {@code model}: a row for each
     * @param across likewise: a column for each
     * @param figure {@code latency}, {@code parameters}, {@code macs}, {@code bytes}, {@code accuracy} (validation) or {@code test}
     * @throws IllegalArgumentException if there is no such column or figure, or a cell of the table would hold several networks
     */
    public static Table pivot(SweepRun run, String down, String across, String figure) {
        return Reports.pivot(run, down, across, figure);
    }

    /** A network layer by layer, or one beside what is left of it, as a Tablesaw table. */
    public static Table table(NetworkReport report) {
        return Reports.table(report);
    }

    // Networks and arrays as pictures

    /**
     * A model layer by layer, as a table and a picture of its graph. A model that is a cell's value is shown so too; here
     * the shape of an example can be said, which DL4J's models mostly don't know.
     *
     * <pre>{@code
     * network(run.model(), 1, 28, 28)
     * }</pre>
     *
     * @param exampleShape of one example, such as {@code 1, 28, 28}; left out, it is what the model tells
     * @throws IllegalArgumentException if the model cannot read such examples
     */
    public static NetworkReport network(Model model, long... exampleShape) {
        return NetworkReport.of(NetworkSketch.of(model, exampleShape));
    }

    /**
     * A model beside what pruning has left of it, layer by layer, as a table and a picture of its graph.
     *
     * @param exampleShape of one example, such as {@code 1, 28, 28}; left out, it is what the models tell
     * @throws IllegalArgumentException if one of the models cannot read such examples
     */
    public static NetworkReport compare(Model before, Model after, long... exampleShape) {
        return new NetworkReport(
                NetworkSketch.of(before, exampleShape), Optional.of(NetworkSketch.of(after, exampleShape)));
    }

    /**
     * What a run has left of the dense model, layer by layer, as a table and a picture of its graph.
     *
     * <pre>{@code
     * compare(lenet.run(half))
     * }</pre>
     */
    public static NetworkReport compare(Run run) {
        return compare(run.dense(), run.model(), run.exampleShape());
    }

    /** An image, {@code [height, width]} or {@code [channels, height, width]}, as a picture. */
    public static Picture image(INDArray image) {
        return Reports.images(Planes.ofImage(image), List.of());
    }

    /**
     * The first hundred images of a batch as a grid: {@code [n, channels, height, width]}, {@code [n, height, width]} or
     * {@code [n, height·width]}.
     *
     * <pre>{@code
     * images(mnist().test().features())
     * }</pre>
     */
    public static Picture images(INDArray batch) {
        return Reports.images(Planes.ofImages(batch, MOST_IMAGES), List.of());
    }

    /** The first hundred images of a batch as a grid, with its label, {@code [n]} or {@code [n, classes]}, below each. */
    public static Picture images(INDArray batch, INDArray labels) {
        return Reports.images(Planes.ofImages(batch, MOST_IMAGES), Planes.labels(labels, MOST_IMAGES));
    }

    /**
     * The filters of a convolution as pictures.
     *
     * <pre>{@code
     * filters(run.model(), "conv1")
     * }</pre>
     */
    public static Picture filters(Model model, @LayerName String layer) {
        return Reports.filters(Planes.ofFilters(model, layer));
    }

    /** Which weights of a layer are left, as a picture of its matrix: black is kept. */
    public static Picture weightMask(Model model, @LayerName String layer) {
        return Reports.weightMask(Planes.ofMask(model, layer));
    }

    /**
     * Lets every native operation use this many threads; one unless told. With one, the same seed gives the same bits;
     * with more, runs agree to rounding.
     */
    public static void threads(int threads) {
        Threads.use(threads);
    }

    /** Shows a value now, in the middle of a cell. */
    public static void display(Object value) {
        Display.current().show(Renderer.renderingOf(value));
    }
}
