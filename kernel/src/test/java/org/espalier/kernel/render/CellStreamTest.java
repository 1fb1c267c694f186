package org.espalier.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.espalier.report.Rendering;
import org.junit.jupiter.api.Test;

class CellStreamTest {

    private final StringBuilder arrived = new StringBuilder();
    private final PrintStream stream = CellStream.printingTo(
            new Outputs() {
                @Override
                public void stream(String name, String text) {
                    arrived.append(name).append('[').append(text).append(']');
                }

                @Override
                public void display(String id, Rendering rendering) {}

                @Override
                public void update(String id, Rendering rendering) {}

                @Override
                public void result(int number, Rendering rendering) {}

                @Override
                public void error(CellError error) {}
            },
            "stdout");

    @Test
    void characters_arrive_whole_however_their_bytes_are_written() {
        for (byte each : "aé😀".getBytes(StandardCharsets.UTF_8)) {
            stream.write(each);
        }
        assertThat(arrived.toString()).isEqualTo("stdout[a]stdout[é]stdout[😀]");
    }

    @Test
    void what_is_printed_arrives_at_once() {
        stream.print("no line end");
        assertThat(arrived.toString()).isEqualTo("stdout[no line end]");
    }
}
