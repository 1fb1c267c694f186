package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.jshell.Session;
import org.espalier.kernel.render.CellError;
import org.espalier.kernel.render.Outputs;
import org.espalier.report.Rendering;

/**
 * A notebook that has been run from its first cell on.
 *
 * @param notebook the notebook with what its cells showed
 * @param failure why the run ended early, empty when it did not
 */
public record Execution(Notebook notebook, Optional<CellError> failure) {

    /**
     * Runs every code cell in order, with the evaluator that the kernel uses. Ends at the first cell that fails, unless
     * that cell is tagged {@code raises-exception} or all errors are allowed, and at a cell that doesn't stop in time.
     *
     * @throws IllegalArgumentException when the notebook has no such parameters, or one isn't what it is declared as
     */
    public static Execution of(Notebook given, Terminal terminal, Terms terms) {
        Notebook notebook = terms.parameters().isEmpty() ? given : given.parametrised();
        int last = (int) notebook.cells().stream().filter(Execution::runs).count();
        Map<Integer, CellRun> runs = new HashMap<>();
        RecordedOutputs recorded = new RecordedOutputs();
        Outputs outputs = new Both(recorded, terminal);
        Optional<CellError> failure = Optional.empty();
        int number = 0;
        try (Session session = Session.open(outputs)) {
            Evaluator evaluator = session.evaluator();
            String declaring = terms.parameters().isEmpty() ? "" : notebook.parameterCell();
            // Waits for JShell too, so that the time of the first cell is its own.
            terms.parameters().check(evaluator.declared(declaring).keySet());
            for (int i = 0; i < notebook.cells().size(); i++) {
                NotebookCell cell = notebook.cells().get(i);
                if (!cell.isCode()) {
                    continue;
                }
                if (failure.isPresent() || !runs(cell)) {
                    runs.put(i, new CellRun(0, new JsonArray()));
                    continue;
                }
                if (!terms.parameters().isEmpty() && cell.has(NotebookCell.INJECTED)) {
                    cell = cell.withSource(terms.parameters().source(evaluator.declared(declaring)));
                    notebook = notebook.with(i, cell);
                }
                int count = ++number;
                terminal.begin(count, last, cell.source());
                TimedCell timed = evaluate(evaluator, new Cell(count, cell.source()), terms);
                CellResult result = timed.result();
                result.value().ifPresent(value -> outputs.result(count, value));
                result.error().ifPresent(outputs::error);
                terminal.end();
                runs.put(i, new CellRun(count, recorded.take()));
                failure = isForgiven(timed, cell, terms) ? Optional.empty() : result.error();
            }
        }
        return new Execution(notebook.executed(runs), failure);
    }

    /** The author who expects an error doesn't expect it to take for ever. */
    private static boolean isForgiven(TimedCell timed, NotebookCell cell, Terms terms) {
        return switch (timed.ending()) {
            case BY_ITSELF -> terms.allowErrors() || cell.mayFail();
            case STOPPED -> terms.allowErrors();
            case NEVER -> false;
        };
    }

    private static TimedCell evaluate(Evaluator evaluator, Cell cell, Terms terms) {
        return terms.timeout()
                .map(limit -> TimedCell.run(evaluator, cell, limit))
                .orElseGet(() -> new TimedCell(evaluator.evaluate(cell), TimedCell.Ending.BY_ITSELF));
    }

    private static boolean runs(NotebookCell cell) {
        return cell.isCode() && !cell.source().isBlank();
    }

    /** Shows everything twice. */
    private record Both(Outputs first, Outputs second) implements Outputs {
        @Override
        public void stream(String name, String text) {
            first.stream(name, text);
            second.stream(name, text);
        }

        @Override
        public void display(String id, Rendering rendering) {
            first.display(id, rendering);
            second.display(id, rendering);
        }

        @Override
        public void update(String id, Rendering rendering) {
            first.update(id, rendering);
            second.update(id, rendering);
        }

        @Override
        public void result(int number, Rendering rendering) {
            first.result(number, rendering);
            second.result(number, rendering);
        }

        @Override
        public void error(CellError error) {
            first.error(error);
            second.error(error);
        }
    }
}
