package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class EvaluatorTest {

    private static Evaluator evaluator;
    private static int number;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    private static CellResult run(String source) {
        return evaluator.evaluate(new Cell(++number, source));
    }

    private static String valueOf(String source) {
        CellResult result = run(source);
        assertThat(result.error().map(CellError::plain)).isEmpty();
        return result.value().map(Rendering::plain).orElse("nothing");
    }

    @Test
    void the_value_of_a_cell_is_that_of_its_last_expression() {
        assertThat(valueOf("int x = 20;\nx + 1")).isEqualTo("21");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 + 1;", "int y = 3;", "int z = 3", "z = 4", "// only a comment", "", "1 + 1; // told"})
    void a_semicolon_a_declaration_an_assignment_or_nothing_shows_nothing(String source) {
        run("int z = 0;");
        assertThat(valueOf(source)).isEqualTo("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\"\n  .concat(\"b\")\n  .concat(\"c\")",
                "\"a\" // first\n\n  // second\n  .concat(\"b\")\n  /* third */ .concat(\"c\")",
                "String.valueOf(\n  \"abc\"\n)",
                "\"ab;\"\n  .replace(';', 'c')",
                "\r\n\"a\"\r\n  .concat(\"bc\")\r\n",
                "\"abc\" // ends with a comment;",
            })
    void a_chain_may_go_over_many_lines(String source) {
        assertThat(valueOf(source)).isEqualTo("abc");
    }

    @Test
    void declarations_last_from_cell_to_cell_and_may_be_replaced() {
        run(
                "record Point(int x) { int twice() { return 2 * x; } }\nint f() { return 1; }\nint g(int a) { return a + f(); }");
        assertThat(valueOf("new Point(4).twice() + g(1)")).isEqualTo("10");
        run("record Point(int x) { int twice() { return 20 * x; } }\nint f() { return 2; }");
        assertThat(valueOf("new Point(4).twice() + g(1)")).isEqualTo("83");
        run("String f = \"now a variable\";");
        assertThat(valueOf("f")).isEqualTo("now a variable");
    }

    @Test
    void declarations_may_need_later_ones_of_the_same_cell() {
        assertThat(valueOf("boolean even(int n) { return n == 0 || odd(n - 1); }\n"
                        + "boolean odd(int n) { return n != 0 && even(n - 1); }\neven(10)"))
                .isEqualTo("true");
    }

    @Test
    void the_library_and_its_friends_are_imported() {
        assertThat(valueOf("Table.create(\"t\").name() + List.of(Nd4j.ones(2).sumNumber().intValue())"))
                .isEqualTo("t[2]");
    }

    @Test
    void null_and_arrays_are_shown_as_what_they_hold() {
        assertThat(valueOf("(Object) null")).isEqualTo("null");
        assertThat(valueOf("new int[][] {{1, 2}, {3}}")).isEqualTo("[[1, 2], [3]]");
    }

    @Test
    void a_cell_that_does_not_parse_runs_not_at_all() {
        run("int counted = 0;");
        assertThat(run("counted++;\nif (true) {").error()).isPresent();
        assertThat(valueOf("counted")).isEqualTo("0");
    }

    @Test
    void all_cells_run_on_one_thread_with_the_notebook_class_loader() {
        String thread = valueOf("Thread.currentThread().getId()");
        assertThat(valueOf("Thread.currentThread().getId()")).isEqualTo(thread);
        assertThat(valueOf("Thread.currentThread().getContextClassLoader().getName()"))
                .isEqualTo("notebook");
    }

    @Test
    void old_results_are_let_go() {
        run(
                "var kept = new ArrayList<java.lang.ref.WeakReference<Object>>();\n"
                        + "Object big() { Object o = new byte[1000]; kept.add(new java.lang.ref.WeakReference<>(o)); return o; }");
        for (int i = 0; i < 5; i++) {
            run("big()");
        }
        run(
                "for (int i = 0; i < 100 && kept.stream().limit(3).anyMatch(r -> r.get() != null); i++) { System.gc(); Thread.sleep(20); }");
        assertThat(valueOf("kept.stream().limit(3).allMatch(r -> r.get() == null)"))
                .isEqualTo("true");
    }

    @Test
    void a_value_whose_text_fails_is_an_error_of_the_cell() {
        CellError error = run("new Object() { public String toString() { throw new IllegalStateException(\"no\"); } }")
                .error()
                .orElseThrow();
        assertThat(error.name()).isEqualTo("IllegalStateException");
        assertThat(error.plain()).endsWith("while showing the value of the cell");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(60_000);",
                "while (true) {}",
                "long n = 0; for (;;) n++;",
                "do { } while (System.nanoTime() != 0);",
                "while (true) try { Thread.sleep(5); } catch (Exception e) { }",
                "Runnable endless = () -> { while (true); }; endless.run();",
                "List.of(1).parallelStream().forEach(i -> { while (true); });",
                "new Object() { public String toString() { while (true); } }",
            })
    void an_interrupt_ends_a_cell_soon_and_the_next_one_runs(String source) throws Exception {
        CompletableFuture<CellResult> running = CompletableFuture.supplyAsync(() -> run(source));
        long asked = 0;
        while (!running.isDone()) {
            // The cell may still be compiling; it stops then too.
            TimeUnit.MILLISECONDS.sleep(300);
            asked = System.nanoTime();
            evaluator.interrupt();
            running.orTimeout(5, TimeUnit.SECONDS).join();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
        assertThat(running.join().error().map(CellError::name)).contains("KeyboardInterrupt");
        assertThat(valueOf("1 + 1")).isEqualTo("2");
    }

    @Test
    void an_interrupt_between_cells_does_nothing() {
        evaluator.interrupt();
        assertThat(valueOf("1 + 1")).isEqualTo("2");
    }
}
