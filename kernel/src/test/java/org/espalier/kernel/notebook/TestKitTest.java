package org.espalier.kernel.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TestKitTest {

    private final PrintStream before = System.out;
    private final TestKit cells = TestKit.start();

    @AfterEach
    void stop() {
        cells.close();
        assertThat(System.out).isSameAs(before);
    }

    @Test
    void a_value_comes_in_all_its_forms() {
        cells.run("var half = pruneWeights().by(magnitude()).to(sparsity(0.5));");
        Bundle bundle = cells.run("half");
        assertThat(bundle.error()).isEmpty();
        assertThat(bundle.value().orElseThrow().forms()).containsKeys("text/html", "text/plain");
        assertThat(bundle.text()).contains("by magnitude to 50 % sparsity");
        assertThat(bundle.html()).startsWith("<div class=\"output\"><p>").contains("by magnitude to 50 % sparsity");
    }

    @Test
    void each_stream_and_each_thing_shown_is_told_apart_and_belongs_to_its_cell() {
        System.out.println("between cells");
        Bundle first = cells.run("System.out.print(\"out\"); System.err.print(\"err\"); display(List.of(1)); 2");
        Bundle second = cells.run("System.out.print(\"more\");");
        assertThat(first.stdout()).isEqualTo("out");
        assertThat(first.stderr()).isEqualTo("err");
        assertThat(first.shown().stream().map(Rendering::plain)).containsExactly("[1]", "2");
        assertThat(first.value().map(Rendering::plain)).contains("2");
        assertThat(second.stdout()).isEqualTo("more");
        assertThat(second.shown()).isEmpty();
    }

    @Test
    void a_later_cell_replaces_what_an_earlier_one_displays() {
        Bundle shown = cells.run("var shown = org.espalier.report.Display.current()"
                + ".show(org.espalier.report.Rendering.html(\"<i>0 %</i>\", \"0 %\"));");
        assertThat(shown.text()).isEqualTo("0 %");
        Bundle updating = cells.run("shown.update(org.espalier.report.Rendering.html(\"<i>100 %</i>\", \"100 %\"));");
        assertThat(shown.html()).isEqualTo("<div class=\"output\"><i>100 %</i></div>\n");
        assertThat(updating.shown()).isEmpty();
    }

    @Test
    void magics_and_errors_are_those_of_the_kernel() {
        assertThat(cells.run("int leaves = 3;\n%who").text()).contains("leaves  variable  int   3");
        assertThat(cells.run("1 / 0").error().map(CellError::name)).contains("ArithmeticException");
        assertThat(cells.run("%nowhere").error().map(CellError::plain).orElse(""))
                .contains("there is no %nowhere");
        assertThat(cells.evaluator().complete("lea", 3).matches()).contains("leaves");
    }

    @Test
    @Timeout(60)
    void a_cell_can_be_interrupted() throws Exception {
        CompletableFuture<Bundle> running = CompletableFuture.supplyAsync(() -> cells.run("while (true);"));
        while (!running.isDone()) {
            TimeUnit.MILLISECONDS.sleep(100);
            cells.interrupt();
        }
        assertThat(running.get().error().map(CellError::name)).contains("KeyboardInterrupt");
    }
}
