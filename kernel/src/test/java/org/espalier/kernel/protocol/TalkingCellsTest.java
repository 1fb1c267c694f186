package org.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.espalier.kernel.protocol.FrontEnd.Received;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cells that talk with the front end: questions, comms, cleared output. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TalkingCellsTest {

    private RunningKernel kernel;
    private FrontEnd frontEnd;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        kernel = RunningKernel.in(folder);
        frontEnd = kernel.frontEnd();
    }

    @AfterAll
    void stop() throws InterruptedException {
        kernel.stop();
    }

    private Received ok(String id) {
        Received reply = frontEnd.reply(false, id);
        assertThat(reply.content().get("status").getAsString())
                .as(reply.content()::toString)
                .isEqualTo("ok");
        return reply;
    }

    private String textOf(String id, String stream) {
        StringBuilder text = new StringBuilder();
        for (Received each : frontEnd.published(id)) {
            if (each.type().equals("stream")
                    && each.content().get("name").getAsString().equals(stream)) {
                text.append(each.content().get("text").getAsString());
            }
        }
        return text.toString();
    }

    @Test
    void a_cell_asks_and_gets_the_answer() {
        String id = frontEnd.execute("System.out.print(readLine(\"Name? \") + readPassword(\"Word? \"));", true);
        Received question = frontEnd.question();
        assertThat(question.type()).isEqualTo("input_request");
        assertThat(question.parent()).isEqualTo(id);
        assertThat(question.content().toString()).isEqualTo("{\"prompt\":\"Name? \",\"password\":false}");
        frontEnd.answer("Käthe😀");
        assertThat(frontEnd.question().content().get("password").getAsBoolean()).isTrue();
        frontEnd.answer("secret");
        ok(id);
        assertThat(textOf(id, "stdout")).isEqualTo("Käthe😀secret");
    }

    @Test
    void readers_of_standard_input_ask_line_by_line() {
        String id = frontEnd.execute("""
                var scanner = new Scanner(System.in);
                int sum = scanner.nextInt() + scanner.nextInt();
                var reader = new BufferedReader(new InputStreamReader(System.in));
                System.out.print(sum + reader.readLine());""", true);
        frontEnd.question();
        frontEnd.answer("1 2");
        frontEnd.question();
        frontEnd.answer("three");
        ok(id);
        assertThat(textOf(id, "stdout")).isEqualTo("3three");
    }

    @Test
    void where_nobody_may_be_asked_the_cell_says_so() {
        String id = frontEnd.execute("new Scanner(System.in).nextLine()", false);
        JsonObject content = frontEnd.reply(false, id).content();
        assertThat(content.get("ename").getAsString()).isEqualTo("InputNotPossible");
        assertThat(content.get("evalue").getAsString()).contains("allow_stdin is false");
    }

    @Test
    void a_question_is_withdrawn_by_an_interrupt_and_its_late_answer_is_no_ones() {
        String id = frontEnd.execute("readLine(\"first\")", true);
        frontEnd.question();
        frontEnd.reply(true, frontEnd.send(true, "interrupt_request", "{}"));
        assertThat(frontEnd.reply(false, id).content().get("ename").getAsString())
                .isEqualTo("KeyboardInterrupt");
        frontEnd.answer("late");
        String next = frontEnd.execute("System.out.print(readLine(\"second\"));", true);
        assertThat(frontEnd.question().content().get("prompt").getAsString()).isEqualTo("second");
        frontEnd.answer("in time");
        ok(next);
        assertThat(textOf(next, "stdout")).isEqualTo("in time");
    }

    @Test
    void a_comm_opened_by_a_cell_goes_both_ways() {
        String id = frontEnd.execute("""
                var comm = Comm.open("plot", Map.of("title", "loss"), new byte[] {1, 2});
                comm.onMessage(m -> comm.send(Map.of("twice", 2 * m.data().getAsJsonObject().get("n").getAsInt()), m.buffers().get(0)));""");
        ok(id);
        Received open = frontEnd.published(id).stream()
                .filter(m -> m.type().equals("comm_open"))
                .findFirst()
                .orElseThrow();
        assertThat(open.content().get("target_name").getAsString()).isEqualTo("plot");
        assertThat(open.content().get("data").toString()).isEqualTo("{\"title\":\"loss\"}");
        assertThat(open.buffers()).containsExactly(new byte[] {1, 2});
        String comm = open.content().get("comm_id").getAsString();
        String info = frontEnd.send(true, "comm_info_request", "{\"target_name\": \"plot\"}");
        assertThat(frontEnd.reply(true, info).content().getAsJsonObject("comms").keySet())
                .containsExactly(comm);

        frontEnd.sendComm("comm_msg", "{\"comm_id\": \"" + comm + "\", \"data\": {\"n\": 21}}", new byte[] {7});
        Received back = published("comm_msg");
        assertThat(back.content().get("data").toString()).isEqualTo("{\"twice\":42}");
        assertThat(back.buffers()).containsExactly(new byte[] {7});
        frontEnd.sendComm("comm_close", "{\"comm_id\": \"" + comm + "\", \"data\": {}}");
        String late = frontEnd.execute("comm.send(1);");
        assertThat(frontEnd.reply(false, late).content().get("evalue").getAsString())
                .contains("is closed");
    }

    private Received published(String type) {
        Received next = frontEnd.nextPublished();
        while (!next.type().equals(type)) {
            next = frontEnd.nextPublished();
        }
        return next;
    }

    @Test
    void a_comm_to_a_target_nobody_knows_is_closed() {
        String id = frontEnd.sendComm("comm_open", "{\"comm_id\": \"c1\", \"target_name\": \"none\", \"data\": {}}");
        List<Received> published = frontEnd.published(id);
        assertThat(published).isNotEmpty();
        String cell = frontEnd.execute("Comms.open()");
        ok(cell);
        frontEnd.published(cell);
    }

    @Test
    void a_front_end_opens_a_comm_and_its_handler_may_fail() {
        String cell = frontEnd.execute("Comms.target(\"echo\", (comm, first) -> {\n  comm.send(first.data());\n"
                + "  throw new IllegalStateException(\"no more\");\n});");
        ok(cell);
        frontEnd.published(cell);
        frontEnd.sendComm("comm_open", "{\"comm_id\": \"c2\", \"target_name\": \"echo\", \"data\": [1, 2]}");
        assertThat(published("comm_msg").content().get("data").toString()).isEqualTo("[1,2]");
        Received error = published("stream");
        assertThat(error.content().get("text").getAsString())
                .contains("no more", "while handling what the front end sent");
    }

    @Test
    void cleared_output_is_announced_in_its_place() {
        String id = frontEnd.execute("System.out.print(1); clearOutput(); System.out.print(2);");
        ok(id);
        List<Received> published = frontEnd.published(id);
        assertThat(published.stream().map(Received::type))
                .containsExactly("status", "execute_input", "stream", "clear_output", "stream", "status");
        assertThat(published.get(3).content().toString()).isEqualTo("{\"wait\":true}");
    }

    @Test
    void what_a_thread_prints_after_its_cell_is_not_lost() {
        String id = frontEnd.execute("var started = new Thread(() -> {\n"
                + "  try { Thread.sleep(300); } catch (InterruptedException e) { }\n"
                + "  System.out.print(\"late\");\n}); started.start();");
        ok(id);
        Received late = published("stream");
        assertThat(late.parent()).isEqualTo(id);
        assertThat(late.content().get("text").getAsString()).isEqualTo("late");
    }

    @Test
    void user_expressions_leave_no_trace_but_in_the_reply() {
        String id = frontEnd.send(
                false,
                "execute_request",
                "{\"code\": \"int here = 3;\", \"user_expressions\": {\"good\": \"here + 4\", \"bad\": \"1 / 0\"}}");
        JsonObject found = ok(id).content().getAsJsonObject("user_expressions");
        assertThat(found.getAsJsonObject("good")
                        .getAsJsonObject("data")
                        .get("text/plain")
                        .getAsString())
                .isEqualTo("7");
        assertThat(found.getAsJsonObject("bad").get("ename").getAsString()).isEqualTo("ArithmeticException");
        assertThat(found.getAsJsonObject("bad").getAsJsonArray("traceback")).isNotEmpty();
        assertThat(frontEnd.published(id).stream().map(Received::type))
                .containsExactly("status", "execute_input", "status");
        String history =
                frontEnd.send(false, "history_request", "{\"hist_access_type\": \"tail\", \"n\": 1, \"output\": true}");
        assertThat(ok(history).content().getAsJsonArray("history").get(0).toString())
                .endsWith("[\"int here = 3;\",null]]");
    }
}
