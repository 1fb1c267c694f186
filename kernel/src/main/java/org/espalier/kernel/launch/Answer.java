package org.espalier.kernel.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What another program answered.
 *
 * @param exit its exit code
 * @param said what it wrote to standard output
 * @param complained what it wrote to standard error
 */
record Answer(int exit, String said, String complained) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Runs a program to its end; empty when there is none of this name, or when it takes longer than half a minute. */
    static Optional<Answer> run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("espalier-", ".out");
        Path err = Files.createTempFile("espalier-", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            try {
                process.getOutputStream().close();
                return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        ? Optional.of(new Answer(process.exitValue(), text(out), text(err)))
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), Charset.defaultCharset());
    }
}
