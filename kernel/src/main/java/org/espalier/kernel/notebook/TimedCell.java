package org.espalier.kernel.notebook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.render.Ansi;
import org.espalier.kernel.render.CellError;

/**
 * What became of a cell that had only so much time.
 *
 * @param result its result; a {@value #TIMEOUT} where it was stopped
 * @param ending how it ended
 */
record TimedCell(CellResult result, Ending ending) {

    /** How a cell ended. */
    enum Ending {
        /** In its time. */
        BY_ITSELF,
        /** By being told to stop. */
        STOPPED,
        /** Not at all: it doesn't stop when told to, and still holds the evaluator. */
        NEVER
    }

    static final String TIMEOUT = "TimeoutError";

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long BETWEEN_INTERRUPTS_MS = 250;

    /** Runs a cell, and interrupts it after the limit. */
    static TimedCell run(Evaluator evaluator, Cell cell, Duration limit) {
        FutureTask<CellResult> running = new FutureTask<>(() -> evaluator.evaluate(cell));
        Thread thread = new Thread(running, "timed-cell");
        thread.setDaemon(true);
        thread.start();
        Optional<CellResult> inTime = await(running, limit.toMillis());
        if (inTime.isPresent()) {
            return new TimedCell(inTime.get(), Ending.BY_ITSELF);
        }
        Optional<CellResult> stopped = Optional.empty();
        // A cell may swallow an interrupt of its sleep, and sleep again.
        for (long waited = 0; stopped.isEmpty() && waited < GRACE.toMillis(); waited += BETWEEN_INTERRUPTS_MS) {
            evaluator.interrupt();
            stopped = await(running, BETWEEN_INTERRUPTS_MS);
        }
        return stopped.map(result -> new TimedCell(late(result, limit), Ending.STOPPED))
                .orElseGet(() ->
                        new TimedCell(failed(limit, List.of("it does not stop, so the run ends here")), Ending.NEVER));
    }

    /** A cell that reached its end all the same keeps its value. */
    private static CellResult late(CellResult result, Duration limit) {
        return result.error()
                .map(error -> failed(
                        limit,
                        error.traceback().isEmpty()
                                ? List.of()
                                : error.traceback().subList(1, error.traceback().size())))
                .orElse(result);
    }

    private static CellResult failed(Duration limit, List<String> where) {
        String message =
                String.format(Locale.ROOT, "the cell took longer than %s s; --timeout sets the limit", seconds(limit));
        List<String> lines = new ArrayList<>();
        lines.add(Ansi.RED.paint(TIMEOUT) + ": " + message);
        lines.addAll(where);
        return new CellResult(Optional.empty(), Optional.of(new CellError(TIMEOUT, message, lines)));
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() % 1000 == 0
                ? Long.toString(limit.toSeconds())
                : Double.toString(limit.toMillis() / 1e3);
    }

    private static Optional<CellResult> await(FutureTask<CellResult> running, long millis) {
        try {
            return Optional.of(running.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a cell ran", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
