package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.kernel.render.CellError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CellErrorsTest {

    private Evaluator evaluator;
    private int number;

    @BeforeEach
    void start() {
        evaluator = Evaluator.start();
    }

    @AfterEach
    void stop() {
        evaluator.close();
    }

    private CellError fail(String source) {
        return evaluator.evaluate(new Cell(++number, source)).error().orElseThrow();
    }

    private void pass(String source) {
        assertThat(evaluator.evaluate(new Cell(++number, source)).error()).isEmpty();
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
        assertThat(fail("// uses helper\nint f() {\n  return helper(1) + 1;\n}").plain())
                .isEqualTo("""
                cell 1, line 3:
                      return helper(1) + 1;
                             ^^^^^^
                cannot find symbol
                  symbol: method helper(int)""");
        assertThat(fail("f()").message()).isEqualTo("f can't be used: cannot find symbol: method helper(int)");
        pass("int helper(int n) { return n; }");
        pass("f()");
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
