package org.espalier.kernel.protocol;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A kernel in a process of its own, in whose cells something prints past Java. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeStreamsTest {

    private static final String SHELL = "new ProcessBuilder(\"sh\", \"-c\", \"%s\").inheritIO().start()%s;";

    private Path log;
    private Process kernel;
    private FrontEnd frontEnd;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("connection.json");
        log = folder.resolve("log.txt");
        JsonObject connection = RunningKernel.connection(file);
        kernel = RunningKernel.process(file, log);
        frontEnd = new FrontEnd(connection);
        frontEnd.awaitKernel();
        // Beside the start, the kernel takes a moment until it has the descriptors.
        while (printed(shell("echo ready", true), "stdout").isEmpty()) {
            assertThat(kernel.isAlive()).isTrue();
        }
    }

    @AfterAll
    void stop() throws InterruptedException {
        frontEnd.send(true, "shutdown_request", "{\"restart\": false}");
        assertThat(kernel.waitFor(20, TimeUnit.SECONDS)).isTrue();
        frontEnd.close();
        assertThat(kernel.exitValue()).isZero();
    }

    /** Runs a cell in which the shell runs a script. */
    private String shell(String script, boolean waits) {
        return frontEnd.execute(SHELL.formatted(script, waits ? ".waitFor()" : ""));
    }

    private String printed(String id, String stream) {
        assertThat(frontEnd.reply(false, id).content().get("status").getAsString())
                .isEqualTo("ok");
        return printed(frontEnd.published(id), stream);
    }

    private static String printed(List<FrontEnd.Received> published, String stream) {
        return published.stream()
                .filter(each -> each.type().equals("stream"))
                .map(FrontEnd.Received::content)
                .filter(content -> content.get("name").getAsString().equals(stream))
                .map(content -> content.get("text").getAsString())
                .collect(joining());
    }

    private void awaitLog(String text) throws IOException, InterruptedException {
        while (!Files.readString(log).contains(text)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void what_a_child_process_prints_is_in_the_cell() {
        String id = shell("echo über; echo mind >&2", true);
        assertThat(frontEnd.reply(false, id).content().get("status").getAsString())
                .isEqualTo("ok");
        List<FrontEnd.Received> published = frontEnd.published(id);
        assertThat(printed(published, "stdout")).isEqualTo("über\n");
        assertThat(printed(published, "stderr")).isEqualTo("mind\n");
    }

    @Test
    void what_c_code_has_not_written_out_yet_is_there_when_the_cell_ends() {
        String id = frontEnd.execute(
                "com.sun.jna.Function.getFunction(\"c\", \"printf\").invokeInt(new Object[] {\"%d of \", 7});");
        assertThat(printed(id, "stdout")).isEqualTo("7 of ");
    }

    @Test
    void nothing_of_a_flood_is_lost() {
        String text = printed(shell("yes leaf | head -c 5000000", true), "stdout");
        assertThat(text.length()).isEqualTo(5_000_000);
        assertThat(text.lines()).containsOnly("leaf");
    }

    @Test
    void what_comes_between_cells_stays_in_the_log() throws Exception {
        String id = shell("sleep 1; echo between cells", false);
        assertThat(printed(id, "stdout")).isEmpty();
        awaitLog("between cells\n");
    }

    @Test
    void the_kernel_writes_its_own_lines_to_the_log_even_while_a_cell_runs() throws Exception {
        String id = frontEnd.execute("Thread.sleep(1_500);");
        frontEnd.sendRaw(true, List.of("no message".getBytes(StandardCharsets.UTF_8)));
        awaitLog("espalier: ignored a message");
        assertThat(frontEnd.reply(false, id).content().get("status").getAsString())
                .isEqualTo("ok");
        List<FrontEnd.Received> published = frontEnd.published(id);
        assertThat(printed(published, "stderr") + printed(published, "stdout")).isEmpty();
    }
}
