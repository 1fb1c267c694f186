package org.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class LastWordsTest {

    private static final String DIES = """
            var beats = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("heartbeat")).findFirst().orElseThrow();
            beats.getUncaughtExceptionHandler().uncaughtException(beats, new OutOfMemoryError());""";

    @TempDir
    private Path folder;

    @Test
    void a_kernel_that_answers_nobody_any_more_ends_and_says_so_in_the_log_though_a_cell_runs()
            throws IOException, InterruptedException {
        Path file = folder.resolve("connection.json");
        Path log = folder.resolve("log.txt");
        JsonObject connection = RunningKernel.connection(file);
        Process kernel = RunningKernel.process(file, log);
        FrontEnd frontEnd = new FrontEnd(connection);
        frontEnd.awaitKernel();
        // What a cell prints leads to the front end by then, which would never hear it.
        TimeUnit.SECONDS.sleep(3);
        frontEnd.execute(DIES);
        assertThat(kernel.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kernel.exitValue()).isOne();
        assertThat(log).content().contains("a thread that serves the front end has died");
        frontEnd.close();
    }
}
