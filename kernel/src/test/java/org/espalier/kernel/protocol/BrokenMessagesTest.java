package org.espalier.kernel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.espalier.kernel.protocol.FrontEnd.Received;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One kernel through everything that isn't the protocol: it says one line about each, and goes on. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenMessagesTest {

    private static final String HEADER = FrontEnd.header("broken", "execute_request");
    private static final String CODE = "{\"code\": \"1\"}";
    private static final String NO_JSON = "{\"code\": ";

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
        assertThat(kernel.isAlive()).isFalse();
    }

    private void isWellAfter(int lines, Runnable sending) {
        int before = kernel.log().size();
        sending.run();
        for (boolean onControl : List.of(false, true)) {
            String id = frontEnd.send(onControl, "kernel_info_request", "{}");
            Received reply = frontEnd.reply(onControl, id);
            assertThat(reply.content().get("status").getAsString()).isEqualTo("ok");
        }
        assertThat(kernel.log()).hasSize(before + lines);
    }

    private static Stream<Arguments> ignored() {
        return Stream.of(
                Arguments.of("no delimiter", List.of("hello")),
                Arguments.of("found 1 frames", List.of("<IDS|MSG>")),
                Arguments.of("found 4 frames", List.of("<IDS|MSG>", "", HEADER, "{}")),
                Arguments.of("signature isn't", List.of("<IDS|MSG>", "0000", HEADER, "{}", "{}", CODE)),
                Arguments.of("signature isn't", List.of("<IDS|MSG>", "", HEADER, "{}", "{}", CODE)),
                Arguments.of("header isn't JSON", List.of("<IDS|MSG>", "*", "{", "{}", "{}", CODE)),
                Arguments.of("header isn't one JSON object", List.of("<IDS|MSG>", "*", "[]", "{}", "{}", CODE)),
                Arguments.of("without a msg_type", List.of("<IDS|MSG>", "*", "{}", "{}", "{}", CODE)),
                Arguments.of("without a msg_type", List.of("<IDS|MSG>", "*", "{\"msg_type\": 7}", "{}", "{}", CODE)),
                Arguments.of("parent header isn't", List.of("<IDS|MSG>", "*", HEADER, "null", "{}", CODE)),
                Arguments.of("metadata isn't", List.of("<IDS|MSG>", "*", HEADER, "{}", "{\"a\": }", CODE)),
                Arguments.of("metadata isn't", List.of("<IDS|MSG>", "*", HEADER, "{}", "[".repeat(100_000), CODE)));
    }

    @ParameterizedTest
    @MethodSource("ignored")
    void what_is_no_message_is_told_in_one_line_and_ignored(String told, List<String> frames) {
        List<byte[]> raw = new ArrayList<>();
        for (String frame : frames) {
            String sent = frame.equals("*")
                    ? frontEnd.signature(frames.get(2), frames.get(3), frames.get(4), frames.get(5))
                    : frame;
            raw.add(sent.getBytes(StandardCharsets.UTF_8));
        }
        isWellAfter(1, () -> frontEnd.sendRaw(false, raw));
        assertThat(kernel.log().get(kernel.log().size() - 1)).contains(told);
        isWellAfter(1, () -> frontEnd.sendRaw(true, raw));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "execute_request|{}|needs the field code",
                "execute_request|{\"code\": 5}|expected a text, found 5",
                "execute_request|{\"code\": \"1\", \"silent\": \"yes\"}|expected true or false",
                "execute_request|{\"code\": \"1\", \"user_expressions\": []}|expected an object",
                "complete_request|{\"code\": \"1\", \"cursor_pos\": \"end\"}|expected a number",
                "history_request|{\"hist_access_type\": \"all\"}|expected range, tail or search",
                "execute_request|{\"code\": |isn't JSON",
                "execute_request|[1, 2]|isn't one JSON object",
                "tell_me_request|{}|no answer to the message type tell_me_request",
            })
    void a_request_with_a_wrong_content_is_told_what_is_wrong(String type, String content, String told) {
        isWellAfter(1, () -> {
            String id = frontEnd.send(false, type, content);
            Received reply = frontEnd.reply(false, id);
            assertThat(reply.type()).isEqualTo(type.replace("request", "reply"));
            assertThat(reply.content().get("status").getAsString()).isEqualTo("error");
            assertThat(reply.content().get("evalue").getAsString()).contains(told);
            assertThat(frontEnd.published(id)).hasSize(2);
        });
    }

    @ParameterizedTest
    @CsvSource({"-1", "1000000000000000000000", "-1e300", "3.7"})
    void an_absurd_cursor_is_one_inside_of_the_text(String cursor) {
        for (String type : List.of("complete_request", "inspect_request")) {
            String id = frontEnd.send(false, type, "{\"code\": \"Math.ma\", \"cursor_pos\": " + cursor + "}");
            assertThat(frontEnd.reply(false, id).content().get("status").getAsString())
                    .isEqualTo("ok");
        }
    }

    @Test
    void bytes_that_are_no_text_are_ignored() {
        byte[] noUtf8 = {'{', '"', (byte) 0xc3, '"', '}'};
        isWellAfter(
                1,
                () -> frontEnd.sendRaw(
                        false,
                        Stream.concat(
                                        Stream.of("<IDS|MSG>", "00", HEADER, "{}", "{}")
                                                .map(frame -> frame.getBytes(StandardCharsets.UTF_8)),
                                        Stream.of(noUtf8))
                                .toList()));
    }

    @Test
    void a_message_type_that_wants_no_reply_gets_none() {
        isWellAfter(1, () -> frontEnd.send(false, "comm_msg", NO_JSON));
        isWellAfter(1, () -> frontEnd.send(true, "whatever", "{}"));
        isWellAfter(0, () -> frontEnd.send(false, "comm_msg", "{\"comm_id\": \"none\", \"data\": 1}"));
    }

    @Test
    void a_cell_of_a_hundred_megabytes_is_refused_in_one_message() {
        isWellAfter(1, () -> {
            String id = frontEnd.execute("//" + "x".repeat(100_000_000));
            Received reply = frontEnd.reply(false, id);
            assertThat(reply.content().get("evalue").getAsString())
                    .contains("the content has 95 MiB, the kernel takes at most 16 MiB");
            assertThat(frontEnd.published(id)).hasSize(2);
        });
    }

    /** Many times, because a REP socket is left deaf by one in twenty. */
    @RepeatedTest(40)
    void garbage_on_the_heartbeat_harms_nobody() {
        frontEnd.beatGarbage();
        assertThat(frontEnd.beat("ping")).isEqualTo("ping");
    }
}
