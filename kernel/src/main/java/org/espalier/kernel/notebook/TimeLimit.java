package org.espalier.kernel.notebook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.espalier.kernel.jshell.Cell;
import org.espalier.kernel.jshell.CellResult;
import org.espalier.kernel.jshell.Evaluator;
import org.espalier.kernel.render.CellError;

/**
 * How long a cell may run. It is interrupted then, and again every second; if it takes no notice, it is left behind.
 *
 * @param limit what a cell may take, without the start of JShell
 * @param patience how long it may take to stop
 */
record TimeLimit(Duration limit, Duration patience) {

    /** The name of the failure; neither a tag nor {@code --allow-errors} forgives it. */
    static final String OVER = "TimeoutError";

    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** A cell has ten seconds to stop. */
    TimeLimit(Duration limit) {
        this(limit, Duration.ofSeconds(10));
    }

    CellResult evaluate(Evaluator evaluator, Cell cell) {
        evaluator.awaitReady();
        FutureTask<CellResult> running = new FutureTask<>(() -> evaluator.evaluate(cell));
        Thread thread = new Thread(running, "time-limit");
        thread.setDaemon(true);
        thread.start();
        Optional<CellResult> inTime = await(running, limit);
        if (inTime.isPresent()) {
            return inTime.get();
        }
        for (Duration left = patience; left.compareTo(Duration.ZERO) > 0; left = left.minus(AGAIN)) {
            evaluator.interrupt();
            Optional<CellResult> stopped = await(running, left.compareTo(AGAIN) < 0 ? left : AGAIN);
            if (stopped.isPresent()) {
                return stopped.get().error().map(this::tooLong).orElse(stopped.get());
            }
        }
        return CellResult.failed(leftBehind());
    }

    private static Optional<CellResult> await(FutureTask<CellResult> running, Duration longest) {
        try {
            return Optional.of(running.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a cell ran", e);
        }
    }

    private CellResult tooLong(CellError interrupted) {
        String message = "the cell ran longer than " + limit.toSeconds() + " s (--timeout)";
        List<String> where = interrupted.traceback();
        return CellResult.failed(new CellError(
                OVER,
                message,
                Stream.concat(Stream.of(OVER + ": " + message), where.stream().skip(1))
                        .toList()));
    }

    private CellError leftBehind() {
        String message = "the cell ran longer than %d s (--timeout), and for %d s more it took no notice of interrupts"
                .formatted(limit.toSeconds(), patience.toSeconds());
        return new CellError(OVER, message, List.of(OVER + ": " + message + "; no cell can run after it"));
    }
}
