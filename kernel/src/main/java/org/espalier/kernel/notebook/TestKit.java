package org.espalier.kernel.notebook;

import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.jshell.Session;

/**
 * Cells without Jupyter, for tests: a cell's text goes in, what a front end would show comes out. The same evaluator,
 * magics, display and streams as in the kernel; the process's standard streams belong to the cells until it is closed.
 *
 * <pre>{@code
 * try (TestKit cells = TestKit.start()) {
 *     cells.run("var half = pruneWeights().by(magnitude()).to(sparsity(0.5));");
 *     assertThat(cells.run("half").html()).contains("by magnitude to 50 % sparsity");
 *     assertThat(cells.run("System.out.print(1);").stdout()).isEqualTo("1");
 *     assertThat(cells.run("1 / 0").error().orElseThrow().name()).isEqualTo("ArithmeticException");
 * }
 * }</pre>
 */
public final class TestKit implements AutoCloseable {

    private final RecordedOutputs outputs = new RecordedOutputs();
    private final Session session = Session.open(outputs);
    private int number;

    private TestKit() {}

    /** A fresh notebook, in which nothing has run. */
    public static TestKit start() {
        return new TestKit();
    }

    /** Runs one cell to its end. What it does wrong is in the bundle; nothing is thrown. */
    public Bundle run(String source) {
        // What was printed between cells is the test's own.
        outputs.take();
        int count = ++number;
        CellResult result = session.evaluator().evaluate(new Cell(count, source));
        result.value().ifPresent(value -> outputs.result(count, value));
        result.error().ifPresent(outputs::error);
        return new Bundle(outputs.take(), result);
    }

    /** Asks the running cell to stop; does nothing when none runs. May be called from any thread. */
    public void interrupt() {
        session.evaluator().interrupt();
    }

    /** The evaluator of the cells, for what a front end asks between them: completions, help, completeness. */
    public Evaluator evaluator() {
        return session.evaluator();
    }

    @Override
    public void close() {
        session.close();
    }
}
