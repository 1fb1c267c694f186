package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.kernel.notebook.Bundle;
import org.espalier.kernel.notebook.TestKit;
import org.espalier.kernel.render.Ansi;
import org.espalier.kernel.render.CellError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CellErrorsTest {

    private final TestKit cells = TestKit.start();

    @AfterEach
    void stop() {
        cells.close();
    }

    private CellError fail(String source) {
        return cells.run(source).error().orElseThrow();
    }

    private Bundle pass(String source) {
        Bundle bundle = cells.run(source);
        assertThat(bundle.error()).isEmpty();
        return bundle;
    }

    @Test
    void a_compile_error_points_at_its_place_in_the_cell() {
        CellError error = fail("int a = 1;\n\n\tString s = a;");
        assertThat(error.name()).isEqualTo("CompilationException");
        assertThat(error.message()).isEqualTo("incompatible types: int cannot be converted to String");
        assertThat(error.plain()).isEqualTo("""
                cell 1, line 3:
                    \tString s = a;
                    \t           ^
                incompatible types: int cannot be converted to String""");
    }

    @Test
    void a_missing_symbol_is_named_without_the_wrapper_around_it() {
        CellError error = fail("int a = 1;\na + lenet\n  .prune()");
        assertThat(error.message()).isEqualTo("cannot find symbol: variable lenet");
        assertThat(error.plain()).isEqualTo("""
                cell 1, line 2:
                    a + lenet
                        ^^^^^
                cannot find symbol
                  symbol:   variable lenet
                did you mean lenet5()?""");
    }

    @Test
    void a_syntax_error_points_at_its_place_too() {
        assertThat(fail("int a = 1;\nint b = ;\nint c = 2;").plain()).isEqualTo("""
                cell 1, line 2:
                    int b = ;
                            ^
                illegal start of expression""");
    }

    @Test
    void a_declaration_that_needs_what_is_missing_says_so() {
        assertThat(Ansi.strip(pass("// uses helper\nint f() {\n  return helper(1) + 1;\n}")
                        .stderr()))
                .isEqualTo("""
                cell 1, line 3:
                      return helper(1) + 1;
                             ^^^^^^
                f can be used once there is method helper(int)
                """);
        assertThat(fail("f()").message()).isEqualTo("f can't be used: cannot find symbol: method helper(int)");
        pass("int helper(int n) { return n; }");
        pass("f()");
    }

    @Test
    void a_variable_of_a_type_that_is_missing_is_an_error() {
        assertThat(fail("Nowhere n;").message()).isEqualTo("cannot find symbol: class Nowhere");
    }

    @Test
    void one_slip_is_told_once() {
        assertThat(fail("pruneWeights().by(magnitud())").plain()).containsOnlyOnce("method magnitud()");
    }

    @Test
    void a_call_for_the_end_of_the_process_ends_the_cell_and_no_catch_for_exceptions_hides_it() {
        CellError error = fail("try { System.exit(3); } catch (Exception e) { }");
        assertThat(error.name()).isEqualTo("SystemExit");
        assertThat(error.message()).contains("status 3", "the kernel goes on");
        assertThat(fail("Runtime.getRuntime().exit(4);").message()).contains("status 4");
        assertThat(fail("Runtime.getRuntime().halt(5);").message()).contains("status 5");
        pass("1 + 1");
    }

    @Test
    void a_full_heap_is_told_with_what_helps() {
        CellError error = fail("throw new OutOfMemoryError(\"Java heap space\");");
        assertThat(error.message()).startsWith("Java heap space (of ").endsWith("or start Java with a larger -Xmx");
    }

    @Test
    void an_exception_on_another_thread_is_told_without_the_machinery() {
        Bundle bundle = pass("var t = new Thread(() -> Integer.parseInt(\"x\"), \"mine\");\nt.start();\nt.join();");
        assertThat(Ansi.strip(bundle.stderr()))
                .startsWith("on thread mine: NumberFormatException: For input string: \"x\"\n  at java.lang.")
                .doesNotContain("JShell");
    }

    @Test
    void an_exception_is_told_in_lines_of_cells_with_its_causes() {
        pass(
                "int half(int n) {\n  if (n % 2 != 0)\n    throw new IllegalArgumentException(\"odd: \" + n);\n  return n / 2;\n}");
        CellError error = fail(
                "int k = 3;\ntry {\n  half(k);\n} catch (RuntimeException e) {\n  throw new Exception(\"failed\", e);\n}");
        assertThat(error.name()).isEqualTo("Exception");
        assertThat(error.message()).isEqualTo("failed");
        assertThat(error.plain()).isEqualTo("""
                Exception: failed
                  cell 2, line 5:
                      throw new Exception("failed", e);
                caused by IllegalArgumentException: odd: 3
                  cell 1, line 3, in half:
                      throw new IllegalArgumentException("odd: " + n);
                  cell 2, line 3:
                      half(k);""");
    }

    @Test
    void frames_of_libraries_stay_and_those_of_the_machinery_go() {
        String told = fail("\nInteger.parseInt(\"x\")").plain();
        assertThat(told)
                .startsWith("NumberFormatException: For input string: \"x\"\n  at java.lang.")
                .endsWith("  cell 1, line 2:\n      Integer.parseInt(\"x\")")
                .doesNotContain("JShell", "reflect", "org.espalier.kernel");
    }

    @Test
    void endless_recursion_is_told_in_few_lines() {
        pass("int down(int n) { return down(n + 1); }");
        CellError error = fail("down(0)");
        assertThat(error.name()).isEqualTo("StackOverflowError");
        assertThat(error.traceback()).hasSizeLessThan(12);
    }

    @Test
    void colours_are_only_in_the_traceback() {
        CellError error = fail("throw new RuntimeException(\"x\");");
        assertThat(error.message()).isEqualTo("x");
        assertThat(String.join("\n", error.traceback())).contains("\u001b[31mRuntimeException\u001b[0m");
        assertThat(error.plain()).doesNotContain("\u001b");
    }
}
