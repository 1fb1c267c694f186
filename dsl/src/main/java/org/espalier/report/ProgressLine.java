package org.espalier.report;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.espalier.engine.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run's progress as one line that is replaced in place, at most four times a second, and its validation accuracy
 * as a curve that grows with each epoch. Where nothing can be replaced it is a plain line every five seconds.
 */
public final class ProgressLine implements Progress.Listener {
    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();
    private static final long PAUSE_BETWEEN_LINES_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long RATE_NANOS = Duration.ofSeconds(3).toNanos();

    private final LongSupplier nanos;
    private final long begun;
    private final TrainingCurve curve;
    private Display.@Nullable Shown shown;
    private long pause = PAUSE_NANOS;
    private long lastShown;
    private long rateSince;
    private long batchesThen;
    private OptionalDouble rate = OptionalDouble.empty();

    /** A line that is shown when the first event comes. */
    public ProgressLine() {
        this(System::nanoTime);
    }

    ProgressLine(LongSupplier nanos) {
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.rateSince = begun;
        this.curve = new TrainingCurve(nanos);
    }

    @Override
    public void onProgress(Progress progress) {
        long now = nanos.getAsLong();
        measure(progress.batches(), now);
        curve.add(progress);
        Display.Shown line = shown;
        if (line == null) {
            Display display = Display.current();
            pause = display.replaces() ? PAUSE_NANOS : PAUSE_BETWEEN_LINES_NANOS;
            shown = display.show(rendering(progress, Duration.ofNanos(now - begun), rate));
            lastShown = now;
        } else if (progress.done() >= 1 || now - lastShown >= pause) {
            // The line last: a terminal shows what it was told last.
            curve.show(progress.done() >= 1);
            line.update(rendering(progress, Duration.ofNanos(now - begun), rate));
            lastShown = now;
        }
    }

    /** Over the last seconds: a run's steps are not equally fast. */
    private void measure(long batches, long now) {
        if (batches < batchesThen) {
            // Another run of a sweep.
            batchesThen = batches;
            rateSince = now;
        } else if (now - rateSince >= RATE_NANOS) {
            rate = OptionalDouble.of((batches - batchesThen) * 1e9 / (now - rateSince));
            batchesThen = batches;
            rateSince = now;
        }
    }

    /** The line as HTML with a bar, and as text. */
    static Rendering rendering(Progress progress, Duration elapsed, OptionalDouble rate) {
        String figure = progress.figure().isEmpty() ? "" : " · " + progress.figure();
        String text = progress.done() >= 1
                ? "done in %s%s".formatted(clock(elapsed), figure)
                : "%3.0f %% · %s%s%s · %s"
                        .formatted(
                                Math.floor(progress.done() * 100),
                                progress.task(),
                                figure,
                                perSecond(rate),
                                left(progress, elapsed));
        String html = "<progress max=\"1\" value=\"%s\"></progress> %s"
                .formatted(String.format(Locale.ROOT, "%.3f", progress.done()), Html.escape(text));
        return Rendering.html(html, text);
    }

    private static String perSecond(OptionalDouble rate) {
        if (rate.isEmpty() || rate.getAsDouble() == 0) {
            return "";
        }
        return String.format(
                Locale.ROOT, rate.getAsDouble() < 10 ? " · %.1f batches/s" : " · %,.0f batches/s", rate.getAsDouble());
    }

    private static String left(Progress progress, Duration elapsed) {
        if (progress.done() < 0.02) {
            return clock(elapsed) + " so far";
        }
        double millis = elapsed.toMillis() * (1 - progress.done()) / progress.done();
        return clock(Duration.ofMillis((long) millis)) + " left";
    }

    private static String clock(Duration duration) {
        return duration.toHours() > 0
                ? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
