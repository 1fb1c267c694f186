package org.espalier.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final byte[] CONTENT = "weights and masks".repeat(20).getBytes(UTF_8);

    @TempDir
    private Path folder;

    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        checkpoints = Checkpoints.in(folder.resolve("made/for/this"));
    }

    @Test
    void whatWasWrittenIsReadAndNothingElse() {
        checkpoints.write("job", "step-1", CONTENT);

        assertThat(checkpoints.read("job", "step-1")).hasValue(CONTENT);
        assertThat(checkpoints.read("job", "step-2")).isEmpty();
        assertThat(checkpoints.read("another", "step-1")).isEmpty();

        checkpoints.forget("job", "step-1");
        assertThat(checkpoints.read("job", "step-1")).isEmpty();
    }

    @Test
    void everyFlippedByteAndEveryCutIsFound() throws IOException {
        checkpoints.write("job", "step-1", CONTENT);
        Path file = checkpoints.file("job", "step-1");
        byte[] sound = Files.readAllBytes(file);
        Random random = new Random(3);

        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertThatThrownBy(() -> checkpoints.read("job", "step-1"))
                    .as("byte %d", at)
                    .isInstanceOf(DamagedCheckpointException.class);
            Files.write(file, java.util.Arrays.copyOf(sound, at));
            assertThatThrownBy(() -> checkpoints.read("job", "step-1"))
                    .as("cut to %d bytes", at)
                    .isInstanceOf(DamagedCheckpointException.class);
        }
        Files.write(file, sound);
        assertThat(checkpoints.read("job", "step-1")).hasValue(CONTENT);
    }

    @Test
    void aFileThatWasMovedToAnotherPlaceIsNotTakenForIt() throws IOException {
        checkpoints.write("job", "step-1", CONTENT);
        Files.copy(checkpoints.file("job", "step-1"), checkpoints.file("job", "step-2"));

        assertThatThrownBy(() -> checkpoints.read("job", "step-2"))
                .isInstanceOf(DamagedCheckpointException.class)
                .hasMessage("it is of \"job/step-1\", expected \"job/step-2\"");
    }

    @Test
    void whatIsSetAsideIsKeptButNotReadAgain() throws IOException {
        checkpoints.write("job", "step-1", CONTENT);
        checkpoints.setAside("job", "step-1");
        checkpoints.setAside("job", "step-1");

        assertThat(checkpoints.read("job", "step-1")).isEmpty();
        assertThat(files("job")).containsExactly("step-1.checkpoint.damaged");
    }

    @Test
    void anInterruptedThreadStillKeepsWhatItHasFinished() {
        Thread.currentThread().interrupt();
        checkpoints.write("job", "step-1", CONTENT);

        assertThat(checkpoints.read("job", "step-1")).hasValue(CONTENT);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatAKilledProcessLeftIsSweptAway() throws Exception {
        Process dead = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        dead.waitFor();
        checkpoints.write("job", "step-1", CONTENT);
        Path parent = checkpoints.file("job", "step-1").getParent();
        Files.write(parent.resolve("step-2.checkpoint.%d.0a-1.part".formatted(dead.pid())), CONTENT);
        String mine = "step-3.checkpoint.%d.0a-1.part"
                .formatted(ProcessHandle.current().pid());
        Files.write(parent.resolve(mine), CONTENT);

        checkpoints.write("job", "step-4", CONTENT);

        assertThat(files("job")).containsExactlyInAnyOrder("step-1.checkpoint", mine, "step-4.checkpoint");
    }

    @Test
    void aFolderThatCannotBeIsRefusedAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertThatThrownBy(() -> Checkpoints.in(file.resolve("below")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected a folder that can be made and written to")
                .hasMessageContaining("name another");
    }

    private Stream<String> files(String job) throws IOException {
        try (Stream<Path> files = Files.list(checkpoints.file(job, "x").getParent())) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }
}
