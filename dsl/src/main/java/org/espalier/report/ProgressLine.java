package org.espalier.report;

import java.time.Duration;
import java.util.Locale;
import org.espalier.engine.Progress;
import org.jspecify.annotations.Nullable;

/** Shows a run's progress as one line that is replaced in place, at most four times a second. */
public final class ProgressLine implements Progress.Listener {
    private static final long PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    private final long begun = System.nanoTime();
    private Display.@Nullable Shown shown;
    private long lastShown;

    @Override
    public void onProgress(Progress progress) {
        long now = System.nanoTime();
        Display.Shown line = shown;
        if (line == null) {
            shown = Display.current().show(rendering(progress, Duration.ofNanos(now - begun)));
            lastShown = now;
        } else if (progress.done() >= 1 || now - lastShown >= PAUSE_NANOS) {
            line.update(rendering(progress, Duration.ofNanos(now - begun)));
            lastShown = now;
        }
    }

    /** The line as HTML with a bar, and as text. */
    static Rendering rendering(Progress progress, Duration elapsed) {
        String figure = progress.figure().isEmpty() ? "" : " · " + progress.figure();
        String text = progress.done() >= 1
                ? "done in %s%s".formatted(clock(elapsed), figure)
                : "%3.0f %% · %s%s · %s"
                        .formatted(progress.done() * 100, progress.task(), figure, left(progress, elapsed));
        String html = "<progress max=\"1\" value=\"%s\"></progress> %s"
                .formatted(String.format(Locale.ROOT, "%.3f", progress.done()), Html.escape(text));
        return Rendering.html(html, text);
    }

    private static String left(Progress progress, Duration elapsed) {
        if (progress.done() < 0.02) {
            return clock(elapsed) + " so far";
        }
        double millis = elapsed.toMillis() * (1 - progress.done()) / progress.done();
        return clock(Duration.ofMillis((long) millis)) + " left";
    }

    private static String clock(Duration duration) {
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
