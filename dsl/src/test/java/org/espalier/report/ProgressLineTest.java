package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.espalier.engine.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final List<String> shown = new ArrayList<>();
    private final List<String> updated = new ArrayList<>();
    private Display before;

    @BeforeEach
    void recordWhatIsShown() {
        before = Display.install(rendering -> {
            shown.add(rendering.plain());
            return update -> updated.add(update.plain());
        });
    }

    @AfterEach
    void displayAsItWas() {
        Display.install(before);
    }

    @Test
    void oneLineIsShownAndReplacedInPlaceWithoutFlooding() {
        ProgressLine line = new ProgressLine();
        long begun = System.nanoTime();

        for (int i = 0; i < 100_000; i++) {
            line.onProgress(new Progress("train", i / 100_000.0, ""));
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        line.onProgress(new Progress("done", 1, "validation accuracy 97.80 %"));

        assertThat(shown).containsExactly("  0 % · train · 0:00 so far");
        assertThat(updated).hasSizeLessThanOrEqualTo((int) (4 * (seconds + 1) + 1));
        assertThat(updated.get(updated.size() - 1))
                .isEqualTo("done in 0:0%d · validation accuracy 97.80 %%".formatted(seconds));
    }

    @Test
    void theLineSaysTheTaskTheFigureAndTheTimeLeft() {
        Rendering rendering = ProgressLine.rendering(
                new Progress("step 1 of 2: <fine-tune>", 0.25, "validation accuracy 91.00 %"), Duration.ofSeconds(30));

        assertThat(rendering.plain())
                .isEqualTo(" 25 % · step 1 of 2: <fine-tune> · validation accuracy 91.00 % · 1:30 left");
        assertThat(rendering.forms().get("text/html"))
                .startsWith("<progress max=\"1\" value=\"0.250\"></progress> ")
                .contains("&lt;fine-tune&gt;");
    }
}
