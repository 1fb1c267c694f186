package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.espalier.kernel.notebook.Notebook;
import org.espalier.kernel.notebook.NotebookCell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A front end asks at any key; whatever stands there, the answer is in bounds and comes. */
@Timeout(120)
class HalfTypedTest {

    /** Prime, so that all sorts of places are met. */
    private static final int STRIDE = 29;

    private static Evaluator evaluator;

    @BeforeAll
    static void start() {
        evaluator = Evaluator.start();
    }

    @AfterAll
    static void stop() {
        evaluator.close();
    }

    private static void ask(String source, int cursor) {
        Completions found = evaluator.complete(source, cursor);
        assertThat(found.start()).isBetween(0, found.end());
        assertThat(found.end()).isEqualTo(cursor);
        evaluator
                .inspect(source, cursor, true)
                .ifPresent(told -> assertThat(told.plain()).isNotBlank().doesNotContain("REPL."));
    }

    @Test
    void every_cell_of_the_first_notebook_can_be_asked_about_while_it_is_written() throws IOException {
        List<String> cells = Notebook.read(Path.of("../notebooks/quickstart.ipynb")).cells().stream()
                .filter(NotebookCell::isCode)
                .map(NotebookCell::source)
                .toList();
        assertThat(cells).isNotEmpty();
        for (String cell : cells) {
            for (int at = 0; at <= cell.length(); at += STRIDE) {
                ask(cell.substring(0, at), at);
                ask(cell, at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"\"\ntext \"quoted",
                ")))",
                "}.",
                ".",
                "..",
                "a.b.c.(",
                "new <",
                "List<Map<String, List<",
                "f(g(h(\"",
                "x -> { y -> { z",
                "\\u0022",
                "'",
                "@",
                "import static ",
                "record R(int a, ",
                "int[][] a = {{1, 2}, {",
                "switch (1) { case 1 -> ",
                "\uD83D\uDE00.",
                "%maven a:b:",
                "pruneWeights().by(magnitude()).to(sparsity(0.5)).in(layers(\"a\", \"",
            })
    void nothing_that_is_typed_confuses(String source) {
        ask(source, source.length());
        ask(source, source.length() / 2);
        ask(source.substring(0, source.length() - 1), source.length() - 1);
    }
}
