package org.espalier.kernel.notebook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.render.CellError;

/** How long a cell may run; it is interrupted then, and again every second until it ends. */
record TimeLimit(Duration limit) {

    /** The name of the failure; neither a tag nor {@code --allow-errors} forgives it. */
    static final String OVER = "TimeoutError";

    private static final long AGAIN_MS = 1_000;

    CellResult evaluate(Evaluator evaluator, Cell cell) {
        AtomicBoolean isOver = new AtomicBoolean();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "time-limit");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> watch = clock.scheduleAtFixedRate(
                () -> {
                    isOver.set(true);
                    evaluator.interrupt();
                },
                limit.toMillis(),
                AGAIN_MS,
                TimeUnit.MILLISECONDS);
        try {
            CellResult result = evaluator.evaluate(cell);
            return isOver.get() && result.error().isPresent()
                    ? CellResult.failed(tooLong(result.error().get()))
                    : result;
        } finally {
            watch.cancel(false);
            clock.shutdownNow();
        }
    }

    private CellError tooLong(CellError interrupted) {
        String message = "the cell ran longer than " + limit.toSeconds() + " s (--timeout)";
        List<String> where = interrupted.traceback();
        return new CellError(
                OVER,
                message,
                Stream.concat(Stream.of(OVER + ": " + message), where.stream().skip(1))
                        .toList());
    }
}
