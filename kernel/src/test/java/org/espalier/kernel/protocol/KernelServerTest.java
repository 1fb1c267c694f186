package org.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.kernel.protocol.FrontEnd.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class KernelServerTest {

    @TempDir
    private Path folder;

    private RunningKernel kernel;
    private FrontEnd frontEnd;

    @BeforeEach
    void start() throws IOException {
        kernel = RunningKernel.in(folder);
        frontEnd = kernel.frontEnd();
    }

    @AfterEach
    void stop() throws InterruptedException {
        kernel.stop();
        assertThat(kernel.isAlive()).isFalse();
    }

    private static List<Received> ofType(List<Received> messages, String type) {
        return messages.stream().filter(m -> m.type().equals(type)).toList();
    }

    private static String status(Received reply) {
        return reply.content().get("status").getAsString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kernel_info_request|{}",
                "comm_info_request|{}",
                "usage_request|{}",
                "debug_request|{\"type\": \"request\", \"seq\": 1, \"command\": \"debugInfo\"}",
                "history_request|{\"hist_access_type\": \"tail\", \"n\": 3, \"output\": false, \"raw\": true}",
                "complete_request|{\"code\": \"Math.ma\", \"cursor_pos\": 7}",
                "inspect_request|{\"code\": \"Math.max\", \"cursor_pos\": 7, \"detail_level\": 0}",
                "interrupt_request|{}",
                "shutdown_request|{\"restart\": false}",
            })
    void every_reply_has_a_status_and_every_request_ends_idle(String type, String content) {
        String id = frontEnd.send(false, type, content);
        Received reply = frontEnd.reply(false, id);
        assertThat(reply.type()).isEqualTo(type.replace("request", "reply"));
        assertThat(status(reply)).isEqualTo("ok");
        assertThat(frontEnd.published(id)).hasSize(2);
    }

    @Test
    void completion_tells_types_and_inspection_has_html_beside_text() {
        Received completed = frontEnd.reply(
                false, frontEnd.send(false, "complete_request", "{\"code\": \"cub\", \"cursor_pos\": 3}"));
        assertThat(completed.content().toString())
                .contains("\"_jupyter_types_experimental\":[{\"text\":\"cubic(\",\"type\":\"method\","
                        + "\"signature\":\"(int steps) → Cubic\",\"start\":0,\"end\":3}]");
        Received inspected = frontEnd.reply(
                false,
                frontEnd.send(
                        false, "inspect_request", "{\"code\": \"cubic(5)\", \"cursor_pos\": 2, \"detail_level\": 1}"));
        assertThat(inspected.content().getAsJsonObject("data").keySet()).containsExactly("text/html", "text/plain");
    }

    @Test
    void a_cell_is_announced_run_and_answered() {
        String id = frontEnd.execute("System.out.print(\"ü\"); 6 * 7");
        Received reply = frontEnd.reply(false, id);
        assertThat(status(reply)).isEqualTo("ok");
        assertThat(reply.content().get("execution_count").getAsInt()).isEqualTo(1);
        List<Received> published = frontEnd.published(id);
        assertThat(published.stream().map(Received::type))
                .containsExactly("status", "execute_input", "stream", "execute_result", "status");
        assertThat(published.get(2).content().get("text").getAsString()).isEqualTo("ü");
        assertThat(published.get(3).content().toString())
                .isEqualTo("{\"data\":{\"text/plain\":\"42\"},\"metadata\":{},\"execution_count\":1}");
    }

    @Test
    void none_of_twenty_thousand_lines_is_lost() {
        String id = frontEnd.execute("for (int i = 0; i < 20_000; i++) System.out.println(\"line \" + i);");
        List<Received> streams = ofType(frontEnd.published(id), "stream");
        String text =
                streams.stream().map(m -> m.content().get("text").getAsString()).collect(Collectors.joining());
        assertThat(text.lines())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20_000).mapToObj(i -> "line " + i).toList());
        assertThat(streams).hasSizeLessThan(200);
    }

    @Test
    void an_update_keeps_the_id_of_what_it_replaces() {
        String id = frontEnd.execute("var shown = org.espalier.report.Display.current()\n"
                + "  .show(org.espalier.report.Rendering.html(\"<b>0</b>\", \"0\"));\n"
                + "for (int i = 1; i < 500; i++) shown.update(org.espalier.report.Rendering.plain(\"\" + i));");
        List<Received> published = frontEnd.published(id);
        JsonObject shown = ofType(published, "display_data").get(0).content();
        assertThat(shown.getAsJsonObject("data").get("text/html").getAsString()).isEqualTo("<b>0</b>");
        List<Received> updates = ofType(published, "update_display_data");
        assertThat(updates).hasSizeBetween(1, 100);
        JsonObject last = updates.get(updates.size() - 1).content();
        assertThat(last.getAsJsonObject("data").get("text/plain").getAsString()).isEqualTo("499");
        assertThat(last.get("transient")).isEqualTo(shown.get("transient"));
    }

    @Test
    void a_failure_is_published_and_replied_and_stops_what_was_waiting() {
        String failing = frontEnd.execute("int a = 1 / 0;");
        String waiting = frontEnd.execute("1");
        Received reply = frontEnd.reply(false, failing);
        assertThat(status(reply)).isEqualTo("error");
        assertThat(reply.content().get("ename").getAsString()).isEqualTo("ArithmeticException");
        assertThat(ofType(frontEnd.published(failing), "error")
                        .get(0)
                        .content()
                        .get("evalue")
                        .getAsString())
                .isEqualTo("/ by zero");
        assertThat(status(frontEnd.reply(false, waiting))).isEqualTo("aborted");
        String later = frontEnd.execute("1");
        assertThat(status(frontEnd.reply(false, later))).isEqualTo("ok");
    }

    @Test
    void a_running_cell_keeps_neither_heartbeat_nor_interrupt_waiting() throws InterruptedException {
        String id = frontEnd.execute("while (true) System.out.println(\"again\");");
        Thread.sleep(1_000);
        assertThat(frontEnd.beat("ping")).isEqualTo("ping");
        String interrupt = frontEnd.send(true, "interrupt_request", "{}");
        assertThat(status(frontEnd.reply(true, interrupt))).isEqualTo("ok");
        assertThat(frontEnd.reply(false, id).content().get("ename").getAsString())
                .isEqualTo("KeyboardInterrupt");
        assertThat(frontEnd.published(id)).isNotEmpty();
    }

    @Test
    void a_shutdown_ends_the_server_even_while_a_cell_runs() throws InterruptedException {
        frontEnd.execute("while (true) { try { Thread.sleep(100); } catch (Throwable t) { } }");
        String id = frontEnd.send(true, "shutdown_request", "{\"restart\": false}");
        assertThat(status(frontEnd.reply(true, id))).isEqualTo("ok");
        kernel.awaitEnd();
        assertThat(kernel.isAlive()).isFalse();
    }
}
