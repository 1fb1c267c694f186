package org.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionTest {

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();
    private Terminal terminal;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() {
        terminal = new Terminal(new PrintStream(told, true, StandardCharsets.UTF_8), false, clock::get);
    }

    private Notebook notebook(JsonObject... cells) throws IOException {
        JsonArray array = new JsonArray();
        for (JsonObject cell : cells) {
            array.add(cell);
        }
        JsonObject json = new JsonObject();
        json.add("cells", array);
        json.add("metadata", new JsonObject());
        json.addProperty("nbformat", 4);
        json.addProperty("nbformat_minor", 4);
        Path file = folder.resolve("given.ipynb");
        Files.writeString(file, json.toString());
        return Notebook.read(file);
    }

    private static JsonObject code(String source, String... tags) {
        JsonObject metadata = new JsonObject();
        JsonArray all = new JsonArray();
        for (String tag : tags) {
            all.add(tag);
        }
        metadata.add("tags", all);
        JsonObject cell = new JsonObject();
        cell.addProperty("cell_type", "code");
        cell.addProperty("execution_count", 99);
        cell.add("metadata", metadata);
        JsonObject stale = new JsonObject();
        stale.addProperty("output_type", "stale");
        JsonArray outputs = new JsonArray();
        outputs.add(stale);
        cell.add("outputs", outputs);
        cell.add("source", Notebook.lines(source));
        return cell;
    }

    private static JsonObject prose(String source) {
        JsonObject cell = new JsonObject();
        cell.addProperty("cell_type", "markdown");
        cell.add("metadata", new JsonObject());
        cell.addProperty("source", source);
        return cell;
    }

    private String terminalText() {
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void every_kind_of_output_is_kept() throws IOException {
        Execution execution = Execution.of(
                notebook(
                        prose("# Title"),
                        code("System.out.println(\"ü <b>\");\nSystem.err.print(\"e\");\n40 + 2"),
                        code("var shown = org.espalier.report.Display.current()\n"
                                + "  .show(org.espalier.report.Rendering.html(\"<i>0</i>\", \"0\"));"),
                        code("shown.update(org.espalier.report.Rendering.html(\"<i>9</i>\\n<b/>\", \"9\"));"),
                        code("")),
                terminal,
                Terms.usual());
        assertThat(execution.failure()).isEmpty();
        assertThat(execution.notebook().toText()).isEqualTo(expected("every-kind.ipynb"));
    }

    private static String expected(String name) throws IOException {
        try (var in = ExecutionTest.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("JAVA-VERSION", System.getProperty("java.version"));
        }
    }

    @Test
    void the_first_failing_cell_ends_the_run_and_what_has_run_is_kept() throws IOException {
        Execution execution = Execution.of(
                notebook(code("1"), code("int x = 1 / 0;"), code("System.out.println(\"never\");")),
                terminal,
                Terms.usual());
        assertThat(execution.failure().map(CellError::name)).contains("ArithmeticException");
        var cells = execution.notebook().cells();
        assertThat(cells.get(0).outputs()).hasSize(1);
        assertThat(cells.get(1).outputs().get(0).getAsJsonObject().get("ename").getAsString())
                .isEqualTo("ArithmeticException");
        assertThat(cells.get(2).outputs()).isEmpty();
        assertThat(cells.get(2).json().get("execution_count").isJsonNull()).isTrue();
        assertThat(terminalText()).isEqualTo("""
                [1/3] 1
                1
                [2/3] int x = 1 / 0;
                ArithmeticException: / by zero
                  cell 2, line 1:
                      int x = 1 / 0;
                """);
    }

    @Test
    void a_cell_that_is_meant_to_fail_may() throws IOException {
        Notebook notebook = notebook(code("nonsense", "raises-exception"), code("1"));
        assertThat(Execution.of(notebook, terminal, Terms.usual()).failure()).isEmpty();
        assertThat(terminalText()).endsWith("[2/2] 1\n1\n");
    }

    @Test
    void all_cells_may_fail_when_errors_are_allowed() throws IOException {
        Execution execution = Execution.of(
                notebook(code("nonsense"), code("1")), terminal, Terms.usual().allowingErrors(true));
        assertThat(execution.failure()).isEmpty();
        assertThat(execution.notebook().cells().get(1).outputs()).hasSize(1);
    }

    @Test
    void a_second_run_writes_the_same_file() throws IOException {
        Notebook once = Execution.of(notebook(prose("a\nb"), code("6 * 7")), terminal, Terms.usual())
                .notebook();
        Path file = folder.resolve("out.ipynb");
        once.write(file);
        Execution.of(Notebook.read(file), terminal, Terms.usual()).notebook().write(file);
        assertThat(file).hasContent(once.toText());
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("given.ipynb", "out.ipynb");
    }

    private Execution run(Terms terms, JsonObject... cells) throws IOException {
        return Execution.of(notebook(cells), terminal, terms);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "while (true) try { Thread.sleep(60_000); } catch (InterruptedException e) { }",
                "Thread.sleep(60_000);"
            })
    void a_cell_that_takes_too_long_is_stopped_and_ends_the_run(String endless) throws IOException {
        Execution execution = run(
                Terms.usual().within(Duration.ofMillis(1_500)), code("1"), code("int n = 0;\n" + endless), code("2"));
        CellError error = execution.failure().orElseThrow();
        assertThat(error.name()).isEqualTo("TimeoutError");
        assertThat(error.plain())
                .startsWith("TimeoutError: the cell took longer than 1.5 s; --timeout sets the limit\n")
                .contains("cell 2, line 2:");
        var cells = execution.notebook().cells();
        assertThat(cells.get(0).outputs()).hasSize(1);
        assertThat(cells.get(1).outputs().toString()).contains("\"ename\":\"TimeoutError\"");
        assertThat(cells.get(2).outputs()).isEmpty();
    }

    @Test
    void after_a_timeout_the_next_cell_runs_when_errors_are_allowed() throws IOException {
        Execution execution = run(
                Terms.usual().within(Duration.ofSeconds(2)).allowingErrors(true),
                code("while (true) {}"),
                code("6 * 7"));
        assertThat(execution.failure()).isEmpty();
        assertThat(execution.notebook().cells().get(1).outputs().toString()).contains("42");
    }

    @Test
    void a_cell_that_is_meant_to_fail_is_not_meant_to_take_too_long() throws IOException {
        Execution execution = run(
                Terms.usual().within(Duration.ofSeconds(2)), code("while (true) {}", "raises-exception"), code("1"));
        assertThat(execution.failure().map(CellError::name)).contains("TimeoutError");
    }

    @Test
    void a_cell_that_fails_by_itself_within_its_time_keeps_its_own_error() throws IOException {
        Execution execution = run(Terms.usual().within(Duration.ofMinutes(1)), code("1 / 0"));
        assertThat(execution.failure().map(CellError::name)).contains("ArithmeticException");
    }

    private static final String DECLARED = """
            int epochs = 3; long seed = 1;
            double rate = 0.1;
            float decay = 0;
            var name = "plain";
            List<Double> ratios = List.of();
            boolean fast = false;""";

    @Test
    void parameters_are_set_in_a_cell_of_their_own_typed_as_they_are_declared() throws IOException {
        ParameterValues parameters = ParameterValues.of(List.of(
                "epochs=5",
                "seed=9_000_000_000",
                "rate=1",
                "decay=1e-3",
                "name=say \"hi\" \\ = ü",
                "ratios=List.of(0.5, 0.9)",
                "fast=true"));
        Execution execution = run(
                Terms.usual().with(parameters),
                prose("# Title"),
                code(DECLARED, "parameters"),
                code("epochs + \" \" + seed + \" \" + rate + \" \" + decay + \" \" + name + \" \" + ratios + fast"));
        assertThat(execution.failure()).isEmpty();
        var cells = execution.notebook().cells();
        assertThat(cells).hasSize(4);
        assertThat(cells.get(2).source()).isEqualTo("""
                // Parameters
                epochs = 5;
                seed = 9000000000L;
                rate = 1.0;
                decay = 0.001f;
                name = "say \\"hi\\" \\\\ = ü";
                ratios = List.of(0.5, 0.9);
                fast = true;""");
        assertThat(cells.get(2).json().getAsJsonObject("metadata").toString())
                .isEqualTo("{\"tags\":[\"injected-parameters\"]}");
        assertThat(cells.get(2).outputs()).isEmpty();
        assertThat(cells.get(3).outputs().toString())
                .contains("5 9000000000 1.0 0.001 say \\\"hi\\\" \\\\ = ü [0.5, 0.9]true");
    }

    @Test
    void parameters_injected_before_make_way_and_stay_when_none_are_given() throws IOException {
        Notebook once = run(
                        Terms.usual().with(ParameterValues.of(List.of("n=2"))),
                        code("int n = 1;", "parameters"),
                        code("n"))
                .notebook();
        Execution again = Execution.of(once, terminal, Terms.usual().with(ParameterValues.of(List.of("n=3"))));
        assertThat(again.notebook().cells()).hasSize(3);
        assertThat(again.notebook().cells().get(1).source()).endsWith("n = 3;");
        Execution plain = Execution.of(again.notebook(), terminal, Terms.usual());
        assertThat(plain.notebook().toText()).isEqualTo(again.notebook().toText());
    }

    @Test
    void a_parameter_that_the_notebook_does_not_declare_runs_nothing_and_names_the_nearest() {
        assertThatThrownBy(() -> run(
                        Terms.usual().with(ParameterValues.of(List.of("epoch=5"))),
                        code("System.out.println(\"ran\");"),
                        code(DECLARED, "parameters")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "no parameter \"epoch\"; the cell tagged parameters declares epochs, seed, rate, decay, name,"
                                + " ratios, fast; did you mean \"epochs\"?");
        assertThat(terminalText()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "epochs=many,epochs,int",
        "epochs=1.5,epochs,int",
        "epochs=3000000000,epochs,int",
        "rate=big,rate,double",
        "fast=yes,fast,boolean"
    })
    void a_value_of_another_type_is_refused(String assignment, String name, String type) {
        assertThatThrownBy(() ->
                        run(Terms.usual().with(ParameterValues.of(List.of(assignment))), code(DECLARED, "parameters")))
                .hasMessageStartingWith("the parameter " + name + " is declared as " + type + "; found \"");
    }

    @Test
    void parameters_without_one_cell_to_declare_them_or_out_of_form_are_refused() {
        Terms terms = Terms.usual().with(ParameterValues.of(List.of("n=2")));
        assertThatThrownBy(() -> run(terms, code("int n = 1;"))).hasMessageEndingWith("found none tagged so");
        assertThatThrownBy(() -> run(terms, code("int n;", "parameters"), code("int n;", "parameters")))
                .hasMessageEndingWith("found 2 tagged so");
        assertThatThrownBy(() -> ParameterValues.of(List.of("n"))).hasMessageEndingWith("found \"n\"");
        assertThatThrownBy(() -> ParameterValues.of(List.of("n=1", "n=2")))
                .hasMessage("the parameter n is given twice");
        assertThatThrownBy(() -> Terms.usual().within(Duration.ZERO)).hasMessageContaining("found 0.0 s");
    }

    @Test
    void a_file_that_is_no_notebook_says_why() throws IOException {
        Path file = folder.resolve("x.ipynb");
        Files.writeString(file, "{\"nbformat\": 3, \"cells\": []}");
        assertThatThrownBy(() -> Notebook.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 3");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> Notebook.read(file)).hasMessageEndingWith("is no notebook: it has no cells");
        Files.writeString(file, "{,");
        assertThatThrownBy(() -> Notebook.read(file)).hasMessageEndingWith("is no notebook: it is not JSON");
    }

    @Test
    void progress_in_a_log_is_a_line_now_and_then() {
        var rendering = Rendering.plain("epoch 0");
        terminal.begin(1, 1, "\n  train()\n");
        terminal.display("a", rendering);
        for (int i = 1; i <= 100; i++) {
            clock.addAndGet(100);
            terminal.update("a", Rendering.plain("epoch " + i));
        }
        terminal.update("a", Rendering.plain("done"));
        terminal.end();
        assertThat(terminalText()).isEqualTo("[1/1] train()\nepoch 0\nepoch 50\nepoch 100\ndone\n");
    }

    @Test
    void progress_before_a_person_is_rewritten_in_place() {
        Terminal watched = new Terminal(new PrintStream(told, true, StandardCharsets.UTF_8), true, clock::get);
        watched.begin(1, 1, "train()");
        watched.update("a", Rendering.plain("epoch 1"));
        watched.update("a", Rendering.plain("epoch 2"));
        watched.end();
        assertThat(terminalText()).isEqualTo("[1/1] train()\n\r\u001b[Kepoch 1\r\u001b[Kepoch 2\r\u001b[Kepoch 2\n");
    }
}
