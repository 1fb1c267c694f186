package org.espalier.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.espalier.compile.CompileOptions;
import org.espalier.compile.SparseNetwork;
import org.espalier.model.Network;
import org.espalier.recipe.Recipe;
import org.espalier.recipe.Unit;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What running a recipe gave: the table's rows, the pruned model and the receipt.
 *
 * <pre>{@code
 * var run = experiment(lenet5(), mnist()).run(recipe);
 * run            // shown as table and chart
 * table(run)     // the Tablesaw table, to query
 * run.model()    // an ordinary DL4J model
 * }</pre>
 */
public final class Run {
    private final Recipe recipe;
    private final String model;
    private final String data;
    private final List<Row> rows;
    private final Receipt receipt;
    private final List<String> notes;
    private final Network dense;
    private final Network pruned;
    private final List<String> scope;
    private final INDArray examples;
    private final Map<Row.Arm, Network> finals;
    private final int[] exampleShape;

    Run(
            Recipe recipe,
            String model,
            String data,
            List<Row> rows,
            Receipt receipt,
            List<String> notes,
            Network dense,
            Network pruned,
            List<String> scope,
            INDArray examples,
            Map<Row.Arm, Network> finals) {
        this.recipe = recipe;
        this.model = model;
        this.data = data;
        this.rows = List.copyOf(rows);
        this.receipt = receipt;
        this.notes = List.copyOf(notes);
        this.dense = dense;
        this.pruned = pruned;
        this.scope = List.copyOf(scope);
        this.examples = examples;
        this.finals = finals;
        this.exampleShape = Arrays.stream(examples.shape())
                .skip(1)
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** The same with one note more. */
    Run noting(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Run(recipe, model, data, rows, receipt, more, dense, pruned, scope, examples, finals);
    }

    /** The recipe that was run. */
    public Recipe recipe() {
        return recipe;
    }

    /** The dense model in words. */
    public String modelDescription() {
        return model;
    }

    /** The data in words: which set, how many images. */
    public String dataDescription() {
        return data;
    }

    /** The table's rows: dense baselines, the recipe's steps, the controls. */
    public List<Row> rows() {
        return rows;
    }

    /** The first seed's network that each arm ended with. */
    Map<Row.Arm, Network> finals() {
        return finals;
    }

    /** The rows of one arm, in step order. */
    public List<Row> rows(Row.Arm arm) {
        return rows.stream().filter(row -> row.arm() == arm).toList();
    }

    /** The last row of one arm. */
    public Row last(Row.Arm arm) {
        List<Row> of = rows(arm);
        if (of.isEmpty()) {
            throw new IllegalArgumentException(
                    "this run has no rows of %s; controls are left out by withoutControls()".formatted(arm));
        }
        return of.get(of.size() - 1);
    }

    /** What is needed to run the same again and to see whether it came out the same. */
    public Receipt receipt() {
        return receipt;
    }

    /** Remarks that a reader of the table needs: emptied layers, controls that could not be run. */
    public List<String> notes() {
        return notes;
    }

    /** A copy of the first seed's pruned model: an ordinary DL4J model. */
    public Model model() {
        return network().dl4j();
    }

    /** A copy of the first seed's dense model, which the recipe began with. */
    public Model dense() {
        return dense.copy().dl4j();
    }

    /** The shape of one example, without the batch dimension. */
    public long[] exampleShape() {
        return Arrays.stream(exampleShape).asLongStream().toArray();
    }

    /** A copy of the first seed's pruned network. */
    public Network network() {
        return pruned.copy();
    }

    /**
     * The first seed's pruned network made ready to run fast, each layer in the format that is fastest here; close it when
     * done.
     *
     * <pre>{@code
     * var compiled = run.compile();
     * compiled.output(images)
     * }</pre>
     *
     * @throws IllegalStateException if its outputs differ from DL4J's by more than rounding
     */
    public SparseNetwork compile() {
        return compile(CompileOptions.defaults());
    }

    /**
     * As {@link #compile()}, with answers to what would be decided otherwise.
     *
     * @throws IllegalArgumentException if the options name a layer or backend that there is not
     * @throws IllegalStateException if the backend asked for cannot run here, or the outputs differ from DL4J's by more than
     *     rounding
     */
    public SparseNetwork compile(CompileOptions options) {
        return SparseNetwork.compile(
                pruned.dl4j(), options.input().isPresent() ? options : options.input(exampleShape));
    }

    /**
     * The first seed's pruned network without the channels whose weights are all gone, and what that saves; its outputs
     * are the same, which is measured on validation data.
     *
     * <pre>{@code
     * run.simplify().model()
     * }</pre>
     */
    public SimplifiedNetwork simplify() {
        return SimplifiedNetwork.of(pruned, examples);
    }

    /**
     * Checks that the zeros of every layer in scope satisfy the recipe's N:M pattern.
     *
     * @return this run
     * @throws IllegalStateException if the recipe has no pattern, or a layer violates it
     */
    public Run verifyPattern() {
        if (!(recipe.prune() instanceof Unit.Pattern p)) {
            throw new IllegalStateException("the recipe \"%s\" prunes %s, not a pattern; there is nothing to verify"
                    .formatted(recipe.name(), recipe.prune().sentence()));
        }
        for (String layer : scope) {
            if (!p.pattern().holds(pruned.weights(layer))) {
                throw new IllegalStateException("layer %s violates the pattern %s"
                        .formatted(layer, p.pattern().sentence()));
            }
        }
        return this;
    }

    @Override
    public String toString() {
        return "%s on %s, %s: %d rows".formatted(recipe.name(), model, data, rows.size());
    }
}
