package org.espalier.kernel.jshell;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.espalier.kernel.magic.CellPart;
import org.espalier.kernel.render.CellError;
import org.espalier.report.Rendering;

/**
 * Evaluates the cells of one notebook, one after another, on one long-lived thread. The value of a cell is that of its
 * last expression, unless a {@code ;} ends it; assignments and declarations show nothing.
 *
 * <pre>{@code
 * var x = 20;
 * x + 1
 * }</pre>
 */
public final class Evaluator implements AutoCloseable {

    private final UserCode userCode = new UserCode();
    private final ExecutorService notebookThread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "notebook");
        thread.setDaemon(true);
        return thread;
    });
    private final Future<Engine> engine;

    private Evaluator() {
        FutureTask<Engine> starting = new FutureTask<>(() -> new Engine(userCode));
        notebookThread.execute(starting);
        engine = starting;
    }

    /** Starts the notebook thread; JShell gets ready on it while the caller goes on. */
    public static Evaluator start() {
        return new Evaluator();
    }

    /** Waits until JShell is ready, or has failed to get ready: then the first cell says why. */
    public void awaitReady() {
        onNotebookThread(() -> engine.isDone());
    }

    /** Runs a cell and waits for its end. Errors of the cell are in the result; none are thrown. */
    public CellResult evaluate(Cell cell) {
        // Here, because an interrupt counts as well while JShell still gets ready on the notebook thread.
        userCode.begin();
        return onNotebookThread(() -> {
            try {
                return engine.get().evaluate(cell);
            } catch (ExecutionException e) {
                return CellResult.failed(notStarted(e.getCause() == null ? e : e.getCause()));
            } finally {
                userCode.end();
            }
        });
    }

    /** Runs what a front end sets off between cells, such as the handler of a comm; the error is what it threw. */
    public Optional<CellError> handle(Runnable handler) {
        return onNotebookThread(() -> {
            userCode.begin();
            try {
                return engine.get().handle(handler);
            } finally {
                userCode.end();
            }
        });
    }

    private static CellError notStarted(Throwable cause) {
        String message = "JShell did not start: " + cause + " (a full JDK with the module jdk.jshell is needed)";
        return new CellError(cause.getClass().getSimpleName(), message, List.of(message));
    }

    /** What could stand at a position of a cell's text. */
    public Completions complete(String source, int cursor) {
        int at = Math.max(0, Math.min(cursor, source.length()));
        return onNotebookThread(() -> MagicAssist.complete(source, at, this::isWhole)
                .orElseGet(() -> new Completer(ready()).complete(java(source), at)));
    }

    /**
     * What the name or the call at a position is: signature and summary, or all that is known; empty when that is
     * nothing.
     */
    public Optional<Rendering> inspect(String source, int cursor, boolean all) {
        int at = Math.max(0, Math.min(cursor, source.length()));
        return onNotebookThread(() -> MagicAssist.inspect(source, at, this::isWhole)
                .or(() -> new Inspector(ready()).inspect(java(source), at))
                .map(found -> found.rendering(all)));
    }

    /** Whether a cell's text can be run as it stands. */
    public Completeness completeness(String source) {
        return onNotebookThread(() -> Readiness.of(ready().analysis(), java(source)));
    }

    /** The cell with all that isn't Java turned to blanks. */
    private String java(String source) {
        return CellPart.blankOut(source, this::isWhole);
    }

    private boolean isWhole(String java) {
        return Piece.isWhole(ready().analysis(), java);
    }

    private Engine ready() {
        try {
            return engine.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before JShell was ready", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("JShell did not start", e.getCause());
        }
    }

    /** Stops the running cell soon; does nothing when none runs. May be called from any thread. */
    public void interrupt() {
        userCode.interrupt();
    }

    @Override
    public void close() {
        interrupt();
        notebookThread.shutdown();
    }

    private <T> T onNotebookThread(Callable<T> task) {
        try {
            return notebookThread.submit(task).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the notebook was busy", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the evaluator itself failed: " + e.getCause(), e.getCause());
        }
    }
}
