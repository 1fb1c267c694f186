package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a sweep's process at random moments and starts it again, until it ends. More often than in every build:
 *
 * <pre>{@code
 * mvn -pl dsl test -Dtest=KillTest -Despalier.kills=30
 * }</pre>
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("espalier.kills", 3);

    @TempDir
    private Path folder;

    @Test
    void a_sweep_that_is_killed_and_started_again_ends_with_the_same_table() throws Exception {
        long begun = System.nanoTime();
        String expected = ended(folder.resolve("uninterrupted"), start("uninterrupted"));
        Duration whole = Duration.ofNanos(System.nanoTime() - begun);
        Random random = new Random(11);
        int kills = 0;
        int tables = 0;
        for (int trial = 1; kills < KILLS; trial++) {
            String name = "trial " + trial;
            Process process = start(name);
            // What an uninterrupted run takes is a bound; the work itself is some of it.
            while (kills < KILLS && !endsWithin(process, random.nextInt((int) whole.toMillis() / 2))) {
                process.destroyForcibly().waitFor();
                kills++;
                process = start(name);
            }
            assertThat(ended(folder.resolve(name), process))
                    .as("after %d kills", kills)
                    .isEqualTo(expected);
            tables++;
        }
        System.out.printf("KillTest: %d kills, %d tables, all equal%n", kills, tables);
    }

    /** A process whose work has begun. */
    private Process start(String name) throws IOException, InterruptedException {
        Path at = Files.createDirectories(folder.resolve(name));
        Path begun = at.resolve("begun");
        Files.deleteIfExists(begun);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledRun.class.getName(),
                        at.resolve("checkpoints").toString(),
                        begun.toString(),
                        at.resolve("rows").toString())
                .redirectErrorStream(true)
                .redirectOutput(at.resolve("log").toFile())
                .start();
        while (process.isAlive() && !Files.exists(begun)) {
            Thread.sleep(5);
        }
        return process;
    }

    private static boolean endsWithin(Process process, int millis) throws InterruptedException {
        return process.waitFor(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
    }

    private static String ended(Path at, Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor())
                .as(() -> {
                    try {
                        return Files.readString(at.resolve("log"));
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isZero();
        return Files.readString(at.resolve("rows"));
    }
}
