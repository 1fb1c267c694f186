package org.espalier.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecipeCommandsTest {

    @TempDir
    private Path folder;

    private Path recipe;

    private record Said(int exit, String out, String err) {}

    @BeforeEach
    void a_small_recipe() throws Exception {
        recipe = folder.resolve("half.yaml");
        Files.writeString(recipe, """
                # One-shot magnitude pruning.
                recipe: half
                prune: weights
                by: magnitude
                to: {sparsity: 0.5}
                experiment:
                  model: lenet300
                  data: {set: mnistSubset, trainImages: 200, testImages: 50}
                  epochs: 1
                  latencyBatch: 0
                  controls: false
                """);
    }

    @Test
    void a_recipe_is_run_its_model_saved_and_reproduced_by_its_receipt() throws Exception {
        Path receipt = folder.resolve("half.receipt.json");
        Path model = folder.resolve("half.zip");
        Said run = said("run", recipe.toString(), "--receipt", receipt.toString(), "--out", model.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("half")
                .contains("validation accuracy (%)")
                .contains("50");
        assertThat(receipt).exists();
        assertThat(model).exists();

        Said again = said("reproduce", receipt.toString());
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(again.out()).startsWith("Bit-exact: all ");
        assertThat(said("compare", receipt.toString(), receipt.toString()).out())
                .startsWith("Bit-exact: all ");

        Said pruned = said(
                "run", recipe.toString(), "--model", model.toString(), "--epochs", "0", "--seeds", "1,2", "--json");
        assertThat(pruned.exit()).as(pruned.err()).isZero();
        assertThat(pruned.out()).startsWith("{\n  \"receipt\": 1,").contains("\"seed\": 2");

        String other =
                Files.readString(receipt).replaceFirst("\"validationAccuracy\": [0-9.]+", "\"validationAccuracy\": 2");
        Path changed = Files.writeString(folder.resolve("changed.json"), other);
        Said differs = said("compare", receipt.toString(), changed.toString());
        assertThat(differs.exit()).isEqualTo(1);
        assertThat(differs.out()).startsWith("Different: 1 of ");
    }

    @Test
    void a_recipe_is_explained_without_training() {
        Said explained = said("explain", recipe.toString());
        assertThat(explained.exit()).as(explained.err()).isZero();
        assertThat(explained.out()).contains("fc1").contains("50");
        assertThat(said("explain", recipe.toString(), "--json").out()).startsWith("[\n  {");
    }

    @Test
    void mistakes_are_told_in_one_line_with_exit_code_2() throws Exception {
        Said unknown = said("run", recipe.toString(), "--model", "lenet30");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("no model \"lenet30\"; did you mean \"lenet300\"?");
        assertThat(said("run", recipe.toString(), "--data", "nowhere").err()).contains("no data \"nowhere\"");
        Said empty = said("run", recipe.toString(), "--data", folder.toString());
        assertThat(empty.exit()).isEqualTo(2);
        assertThat(empty.err()).contains("expected train.csv and test.csv").hasLineCount(1);
        assertThat(said("run", "missing.yaml").err()).contains("missing.yaml: expected a recipe, found no such file");
        assertThat(said("run", recipe.toString(), "--seed", "1").exit()).isEqualTo(2);
        refused("half.yaml:1:1: a recipe has no key \"sparsty\"", "sparsty: 1");
        refused(
                "says no model: write it under \"experiment\", or give --model",
                "prune: weights\nby: magnitude\nto: {sparsity: 0.5}");
    }

    private void refused(String message, String yaml) throws Exception {
        Said said = said("run", Files.writeString(recipe, yaml).toString());
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.err()).contains(message).hasLineCount(1);
    }

    @Test
    void methods_are_listed_by_kind_and_as_json() {
        assertThat(said("methods").out()).contains("magnitude").contains("cubic");
        assertThat(said("methods", "--kind", "criterion").out())
                .contains("magnitude")
                .doesNotContain("cubic");
        assertThat(said("methods", "--kind", "criterion", "--json").out()).startsWith("[\n  {\n    \"id\": ");
        assertThat(said("methods", "--kind", "criteron").err()).contains("did you mean \"criterion\"?");
    }

    @Test
    void run_of_a_notebook_means_the_command_notebook() {
        assertThat(Main.meant("run", "--timeout", "5", "a.ipynb")).startsWith("notebook");
        assertThat(Main.meant("run", "a.yaml")).startsWith("run");
        assertThat(Main.meant("doctor")).containsExactly("doctor");
    }

    @Test
    void shells_can_complete_the_commands() {
        assertThat(said("generate-completion").out()).contains("reproduce").contains("--no-controls");
    }

    private static Said said(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(Main.meant(args));
        return new Said(exit, out.toString(), err.toString());
    }
}
