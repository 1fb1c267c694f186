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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                false);
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
                notebook(code("1"), code("int x = 1 / 0;"), code("System.out.println(\"never\");")), terminal, false);
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
        assertThat(Execution.of(notebook, terminal, false).failure()).isEmpty();
        assertThat(terminalText()).endsWith("[2/2] 1\n1\n");
    }

    @Test
    void all_cells_may_fail_when_errors_are_allowed() throws IOException {
        Execution execution = Execution.of(notebook(code("nonsense"), code("1")), terminal, true);
        assertThat(execution.failure()).isEmpty();
        assertThat(execution.notebook().cells().get(1).outputs()).hasSize(1);
    }

    @Test
    void a_second_run_writes_the_same_file() throws IOException {
        Notebook once = Execution.of(notebook(prose("a\nb"), code("6 * 7")), terminal, false)
                .notebook();
        Path file = folder.resolve("out.ipynb");
        once.write(file);
        Execution.of(Notebook.read(file), terminal, false).notebook().write(file);
        assertThat(file).hasContent(once.toText());
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("given.ipynb", "out.ipynb");
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

    @Test
    void a_cell_that_runs_too_long_is_interrupted_and_says_where() throws IOException {
        Execution execution = Execution.of(
                notebook(code("int n = 0;\nwhile (true) n++;", "raises-exception"), code("1")),
                terminal,
                false,
                Optional.of(Duration.ofSeconds(1)));
        CellError error = execution.failure().orElseThrow();
        assertThat(error.name()).isEqualTo("TimeoutError");
        assertThat(error.plain())
                .startsWith("TimeoutError: the cell ran longer than 1 s (--timeout)\n  cell 1, line 2:");
    }

    @Test
    void a_cell_that_takes_no_notice_of_interrupts_is_left_behind() {
        try (TestKit cells = TestKit.start()) {
            CellError error = new TimeLimit(Duration.ofSeconds(1), Duration.ofSeconds(2))
                    .evaluate(
                            cells.evaluator(),
                            new Cell(1, "System.out.print(\"before\");\nnew Semaphore(0).acquireUninterruptibly();"))
                    .error()
                    .orElseThrow();
            assertThat(error.name()).isEqualTo("TimeoutError");
            assertThat(error.message())
                    .isEqualTo(
                            "the cell ran longer than 1 s (--timeout), and for 2 s more it took no notice of interrupts");
        }
    }

    @Test
    void parameters_are_set_after_the_cell_that_declares_them_in_its_types() throws IOException {
        Notebook given = notebook(
                code(
                        "int epochs = 1;\nString model = \"a\";\ndouble share = 0.5;\nvar list = List.of(1);",
                        "parameters"),
                code("epochs + model + share + list"));
        Notebook set = new ParameterValues(
                        Map.of("epochs", "3", "model", "say \"b\"", "share", "1e-3", "list", "List.of(7)"))
                .into(given);
        assertThat(set.cells().get(1).source())
                .isEqualTo("epochs = 3;\nlist = List.of(7);\nmodel = \"say \\\"b\\\"\";\nshare = 0.001;");
        Execution execution = Execution.of(set, terminal, false);
        assertThat(execution.failure()).isEmpty();
        assertThat(execution.notebook().cells().get(2).outputs().toString()).contains("3say \\\"b\\\"0.001[7]");
        // Once more: the older values are replaced, not followed.
        Notebook again = new ParameterValues(Map.of("epochs", "5")).into(execution.notebook());
        assertThat(again.cells()).hasSize(3);
        assertThat(again.cells().get(1).source()).isEqualTo("epochs = 5;");
    }

    @Test
    void parameters_that_nothing_declares_are_refused_before_anything_runs() throws IOException {
        Notebook given = notebook(code("int epochs = 1;", "parameters"));
        assertThatThrownBy(() -> new ParameterValues(Map.of("epoch", "3")).into(given))
                .hasMessage("there is no parameter epoch; did you mean \"epochs\"?; declared: [epochs]");
        assertThatThrownBy(() -> new ParameterValues(Map.of("epochs", "many")).into(given))
                .hasMessage("epochs is declared as int, found: many");
        assertThatThrownBy(() -> new ParameterValues(Map.of("epochs", "3")).into(notebook(code("int epochs = 1;"))))
                .hasMessageStartingWith("no code cell is tagged \"parameters\"");
    }
}
