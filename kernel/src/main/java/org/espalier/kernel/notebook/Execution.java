package org.espalier.kernel.notebook;

import com.google.gson.JsonArray;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
     * that cell is tagged {@code raises-exception} or all errors are allowed.
     */
    public static Execution of(Notebook notebook, Terminal terminal, boolean allowErrors) {
        return of(notebook, terminal, allowErrors, Optional.empty());
    }

    /** The same; a cell that runs longer than {@code limit} is interrupted and fails. */
    public static Execution of(Notebook notebook, Terminal terminal, boolean allowErrors, Optional<Duration> limit) {
        List<NotebookCell> cells = notebook.cells();
        int last = (int) cells.stream().filter(Execution::runs).count();
        Map<Integer, CellRun> runs = new HashMap<>();
        RecordedOutputs recorded = new RecordedOutputs();
        Outputs outputs = new Both(recorded, terminal);
        Optional<CellError> failure = Optional.empty();
        int number = 0;
        try (Session session = Session.open(outputs)) {
            for (int i = 0; i < cells.size(); i++) {
                NotebookCell cell = cells.get(i);
                if (!cell.isCode()) {
                    continue;
                }
                if (failure.isPresent() || !runs(cell)) {
                    runs.put(i, new CellRun(0, new JsonArray()));
                    continue;
                }
                int count = ++number;
                terminal.begin(count, last, cell.source());
                CellResult result = evaluate(session.evaluator(), new Cell(count, cell.source()), limit);
                result.value().ifPresent(value -> outputs.result(count, value));
                result.error().ifPresent(outputs::error);
                terminal.end();
                runs.put(i, new CellRun(count, recorded.take()));
                failure = result.error()
                        .filter(error -> error.name().equals(TimeLimit.OVER) || !(allowErrors || cell.mayFail()));
            }
        }
        return new Execution(notebook.executed(runs), failure);
    }

    private static CellResult evaluate(Evaluator evaluator, Cell cell, Optional<Duration> limit) {
        return limit.map(each -> new TimeLimit(each).evaluate(evaluator, cell))
                .orElseGet(() -> evaluator.evaluate(cell));
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
        public void clear(boolean wait) {
            first.clear(wait);
            second.clear(wait);
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
