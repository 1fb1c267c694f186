package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.kernel.notebook.Bundle;
import org.espalier.kernel.notebook.TestKit;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MagicCellsTest {

    @TempDir
    private Path folder;

    private final TestKit cells = TestKit.start();

    @AfterEach
    void stop() {
        cells.close();
    }

    private String value(String source) {
        Bundle bundle = cells.run(source);
        assertThat(bundle.error()).isEmpty();
        return bundle.value().map(Rendering::plain).orElse("");
    }

    private String error(String source) {
        return cells.run(source).error().orElseThrow().plain();
    }

    @Test
    void java_and_magics_run_in_the_order_of_their_lines_and_the_last_gives_the_value() {
        assertThat(value("int a = 20;\n%time a++;\na")).isEqualTo("21");
        assertThat(value("int b = a;\n%time b + 1")).isEqualTo("22");
        assertThat(value("7\n  % 4")).isEqualTo("3");
        assertThat(value("\"\"\"\n%time x\n\"\"\"")).isEqualTo("%time x\n");
    }

    @Test
    void errors_are_told_in_lines_of_the_cell() {
        assertThat(error("int a = 1;\n%time a / 0\na")).endsWith("cell 1, line 2:\n      %time a / 0");
        assertThat(error("// slow\n%%time\nint b = 1;\nint c = b / 0;")).contains("cell 2, line 4:");
        assertThat(error("%%bench\nint d = 1;\nd + nowhere"))
                .contains("cell 3, line 3:\n    d + nowhere\n        ^^^^^^^");
    }

    @Test
    void a_misused_magic_is_pointed_at() {
        assertThat(error("int a = 1;\n%sead 3")).isEqualTo("""
                cell 1, line 2:
                    %sead 3
                    ^^^^^
                there is no %sead; did you mean "%seed"?; %lsmagic lists what there is (for Java's remainder put a\
                 blank after the %)""");
        assertThat(error("%seed three")).endsWith("found: three");
        assertThat(error("%env NO_SUCH=1")).contains("cannot change its environment");
    }

    @Test
    void a_cell_that_does_not_parse_runs_none_of_its_magics() {
        value("int runs = 0;");
        error("%time runs++;\nint b = ;");
        assertThat(value("runs")).isEqualTo("0");
    }

    @Test
    void what_is_measured_keeps_its_declarations_to_itself() {
        value("int calls = 0;");
        assertThat(value("%%bench -n 3 -w 0\nint once = 1;\ncalls += once;\ncalls"))
                .contains("median", "p95");
        assertThat(Integer.parseInt(value("calls"))).isGreaterThanOrEqualTo(3);
        assertThat(error("once")).contains("cannot find symbol");
        assertThat(value("%%bench -n 2 -w 0\nSystem.gc()")).contains("median");
    }

    @Test
    void who_lists_and_reset_forgets() {
        value("int a = 5;\nrecord P(int x) {}\nint twice(int n) { return 2 * n; }");
        assertThat(value("%who"))
                .contains("a      variable  int", "5", "twice  method    (int)int", "P      record")
                .doesNotContain("$");
        value("%reset");
        assertThat(error("a")).contains("cannot find symbol");
        assertThat(value("List.of(1)")).isEqualTo("[1]");
    }

    @Test
    void files_and_notebooks_run_as_if_they_stood_here() throws IOException {
        Path java = Files.writeString(folder.resolve("half.jsh"), "int half(int n) {\n  return n / 2;\n}\nhalf(8)");
        assertThat(value("%load " + java)).isEqualTo("4");
        assertThat(value("half(10)")).isEqualTo("5");
        Path notebook = Files.writeString(
                folder.resolve("n.ipynb"),
                "{\"cells\": [{\"cell_type\": \"markdown\", \"source\": \"no\"},"
                        + "{\"cell_type\": \"code\", \"source\": [\"int n = 3;\\n\", \"half(2 * n)\"]}]}");
        assertThat(value("%load " + notebook)).isEqualTo("3");
        Path broken = Files.writeString(folder.resolve("broken.jsh"), "int a = 1;\nint b = nowhere;");
        assertThat(error("%load " + broken)).contains(broken + ", line 2:\n    int b = nowhere;");
        assertThat(error("%load " + folder.resolve("none.jsh"))).contains("there is no file");
        assertThat(error("%load " + Files.writeString(folder.resolve("no.ipynb"), "{}")))
                .contains("is no notebook");
    }

    @Test
    void a_jar_that_a_cell_adds_is_there_for_the_rest_of_it() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes/leaf"));
        Path source = Files.writeString(
                folder.resolve("Leaf.java"),
                "package leaf; public class Leaf { public static int veins() { return 7; } }");
        assertThat(javax.tools.ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.getParent().toString(), source.toString()))
                .isZero();
        assertThat(value("%classpath " + classes.getParent() + "\nimport leaf.Leaf;\nLeaf.veins()"))
                .isEqualTo("7");
        assertThat(value("%classpath")).contains("classes");
        assertThat(error("%jars " + folder + "/*.jar")).contains("nothing matches");
    }

    @Test
    void a_replaced_variable_lets_go_of_its_value() throws InterruptedException {
        value("var seen = new ArrayList<java.lang.ref.WeakReference<Object>>();");
        value("var big = new byte[1000];");
        value("seen.add(new java.lang.ref.WeakReference<>(big));");
        value("var big = new byte[10];");
        for (int i = 0; i < 50 && value("seen.get(0).get() == null").equals("false"); i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(value("seen.get(0).get() == null")).isEqualTo("true");
    }

    @Test
    void what_depends_on_a_variable_that_changes_its_type_can_be_declared_anew() {
        value("int a = 1;\nint b = a;");
        value("String a = \"x\";");
        assertThat(value("int b = 3;\nb")).isEqualTo("3");
        assertThat(value("int b = 4;\nint c;\nint c = b;\nc")).isEqualTo("4");
        value("int p = 1, q = 2;");
        assertThat(value("var p = \"p\";\nvar q = \"q\";\np + q")).isEqualTo("pq");
        value("a = null;\n%reset");
    }

    @Test
    @Timeout(60)
    void an_interrupt_ends_what_is_measured() throws Exception {
        CompletableFuture<Bundle> running =
                CompletableFuture.supplyAsync(() -> cells.run("%%bench -n 1000000\nThread.sleep(5);"));
        TimeUnit.SECONDS.sleep(2);
        while (!running.isDone()) {
            cells.interrupt();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(running.get().error().orElseThrow().name()).isEqualTo("KeyboardInterrupt");
    }
}
