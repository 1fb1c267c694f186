package org.espalier.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.espalier.engine.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerWritersTest {
    private static final int KILLS = Integer.getInteger("espalier.kills", 4);

    @TempDir
    private Path folder;

    @Test
    void severalProcessesWithSeveralThreadsLoseNothing() throws Exception {
        Path file = folder.resolve("ledger.db");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(start(file, "process " + i, 10, 3));
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).as(() -> log()).isZero();
        }

        Map<Long, List<Row>> runs = sound(file);
        assertThat(runs.keySet())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 90).boxed().toList());
        assertThat(Ledger.in(file).entries().stream()
                        .collect(Collectors.groupingBy(entry -> entry.run().recipe(), Collectors.counting())))
                .hasSize(9)
                .allSatisfy((writer, lines) -> assertThat(lines).isEqualTo(40));
    }

    @Test
    void aWriterThatIsKilledLosesOnlyWhatItHadNotCommitted() throws Exception {
        Path file = folder.resolve("ledger.db");
        Random random = new Random(4);
        for (int kill = 0; kill < KILLS; kill++) {
            long before = committed().size();
            Process process = start(file, "killed", Integer.MAX_VALUE, 2);
            while (process.isAlive() && committed().size() == before) {
                Thread.sleep(5);
            }
            Thread.sleep(random.nextInt(150));
            process.destroyForcibly().waitFor();

            assertThat(sound(file).keySet()).as("after kill %d", kill + 1).containsAll(committed());
        }
        System.out.printf(
                "LedgerWritersTest: %d kills, %d runs, all sound%n",
                KILLS, committed().size());
    }

    /** The rows of each run, after SQLite and we have found nothing amiss. */
    private static Map<Long, List<Row>> sound(Path file) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var found = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(found.getString(1)).isEqualTo("ok");
        }
        Map<Long, List<Row>> runs = Ledger.in(file).entries().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.run().id(),
                        java.util.TreeMap::new,
                        Collectors.mapping(entry -> entry.row().orElseThrow(), Collectors.toList())));
        assertThat(runs.values())
                .allSatisfy(rows -> assertThat((Collection<Row>) rows).isEqualTo(Logged.rows(0.9, 3)));
        return runs;
    }

    private List<Long> committed() throws IOException {
        Path numbers = folder.resolve("committed");
        if (!Files.exists(numbers)) {
            return List.of();
        }
        // A line that a killed process had begun is no promise.
        String text = Files.readString(numbers);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    private Process start(Path file, String name, int runs, int threads) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LedgerWriter.class.getName(),
                        file.toString(),
                        name,
                        Integer.toString(runs),
                        Integer.toString(threads),
                        folder.resolve("committed").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
