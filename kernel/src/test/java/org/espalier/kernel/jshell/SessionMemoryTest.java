package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class SessionMemoryTest {

    private static final int OFTEN = 10;

    private final UserCode userCode = new UserCode();
    private ClassLoader before;
    private Engine engine;
    private int number;

    @BeforeEach
    void start() {
        before = Thread.currentThread().getContextClassLoader();
        engine = new Engine(userCode, OFTEN);
    }

    @AfterEach
    void stop() {
        engine.close();
        Thread.currentThread().setContextClassLoader(before);
    }

    private CellResult run(String source) {
        userCode.begin();
        try {
            return engine.evaluate(new Cell(++number, source));
        } finally {
            userCode.end();
        }
    }

    private String valueOf(String source) {
        CellResult result = run(source);
        assertThat(result.error().map(CellError::plain)).as(source).isEmpty();
        return result.value().map(Rendering::plain).orElse("nothing");
    }

    private String errorOf(String source) {
        return run(source).error().map(CellError::plain).orElse("no error");
    }

    /** So many cells of which nothing stays that their like wouldn't replace. */
    private void pass(int cells) {
        for (int i = 0; i < cells; i++) {
            switch (i % 7) {
                case 0 -> assertThat(valueOf("int again = " + i + ";\nagain")).isEqualTo("" + i);
                case 1 -> valueOf("int f(int x) { return x + " + i + "; }\nrecord Pair(int a, int b) { }");
                case 2 -> assertThat(errorOf("int wrong = \"text\";")).contains("incompatible types");
                case 3 ->
                    assertThat(errorOf("throw new IllegalStateException(\"no\");"))
                            .contains("no");
                case 4 -> valueOf("for (int i = 0; i < 3; i++) { Runnable r = () -> { }; r.run(); }");
                case 5 -> assertThat(valueOf("Integer.valueOf(" + i + ")")).isEqualTo("" + i);
                default -> valueOf("var made = new Object() { int x = 1; };\nmade.x");
            }
        }
    }

    private JShellStore.Size size() {
        return engine.memory().size().orElseThrow();
    }

    @Test
    void a_session_of_many_cells_keeps_no_more_than_one_of_few() {
        pass(42);
        JShellStore.Size few = size();
        pass(84);
        JShellStore.Size many = size();
        assertThat(many.snippets()).isLessThanOrEqualTo(few.snippets() + OFTEN);
        assertThat(many.wrappers()).isLessThanOrEqualTo(few.wrappers() + OFTEN);
        assertThat(many.classFiles()).isLessThanOrEqualTo(few.classFiles() + 2 * OFTEN);
        assertThat(engine.shell().snippets().count()).isEqualTo(many.snippets());
    }

    @Test
    void what_was_declared_long_ago_is_as_usable_as_ever() {
        valueOf("import java.util.concurrent.atomic.AtomicInteger;");
        valueOf("var count = new AtomicInteger();\nint twice(int x) { return 2 * x; }");
        valueOf("interface Shape { double area(); }\nrecord Square(double side) implements Shape {\n"
                + "  public double area() { return side * side; }\n}");
        valueOf("Shape shape = new Square(3);\nSupplier<Integer> next = () -> twice(count.incrementAndGet());");
        valueOf("int later(int x) { return notYet(x) + 1; }");
        pass(35);
        assertThat(valueOf("shape.area()")).isEqualTo("9.0");
        assertThat(valueOf("next.get() + twice(20)")).isEqualTo("42");
        assertThat(valueOf("List.of(new Square(2), shape).stream().mapToDouble(Shape::area).sum()"))
                .isEqualTo("13.0");
        valueOf("int notYet(int x) { return 10 * x; }");
        assertThat(valueOf("later(4)")).isEqualTo("41");
        valueOf("int twice(int x) { return 3 * x; }");
        assertThat(valueOf("next = () -> twice(1);\nnext.get()")).isEqualTo("3");
    }

    @Test
    void a_name_can_be_declared_anew_however_long_ago_it_was_declared_or_refused() {
        valueOf("int x = 1;\nint g() { return x; }");
        errorOf("int y = \"text\";");
        engine.values().reset();
        pass(35);
        assertThat(errorOf("x + 1")).contains("x");
        assertThat(valueOf("int x = 2;\nx + 1")).isEqualTo("3");
        assertThat(valueOf("int y = 5;\nString g() { return \"g\" + x + y; }\ng()"))
                .isEqualTo("g25");
        pass(30);
        assertThat(valueOf("String x = \"text\";\ng() + x")).isEqualTo("gtext5text");
    }

    @Test
    void the_last_results_stay_and_earlier_ones_are_refused_by_name() {
        valueOf("int first = 1;");
        valueOf("first + 1");
        String result = engine.shell()
                .variables()
                .map(v -> v.name())
                .filter(n -> n.startsWith("$"))
                .findFirst()
                .orElseThrow();
        assertThat(valueOf(result + " * 10")).isEqualTo("20");
        for (int i = 0; i < 3 * OFTEN; i++) {
            valueOf("int statement = " + i + ";");
        }
        assertThat(valueOf(result + " * 100")).isEqualTo("200");
        valueOf("\"a\" + first");
        valueOf("\"b\" + first");
        pass(3 * OFTEN);
        assertThat(errorOf(result + " + 1")).contains(result);
        valueOf("int " + result + " = 7;");
        pass(2 * OFTEN);
        assertThat(valueOf(result + " + 1")).isEqualTo("8");
    }

    @Test
    void errors_tell_the_lines_of_what_is_in_force_and_of_what_ended_lately() {
        valueOf("int broken(int x) {\n  return 1 / x;\n}");
        pass(35);
        assertThat(errorOf("int a = 1;\nbroken(0)"))
                .contains("cell 1, line 2, in broken")
                .contains("return 1 / x;")
                .contains("line 2:");
    }
}
