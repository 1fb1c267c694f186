package org.espalier.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.espalier.engine.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    private Path folder;

    private Path file;
    private Store store;
    private Ledger ledger;

    @BeforeEach
    void threeRuns() {
        file = folder.resolve("made for this").resolve("ledger.db");
        store = new Store(file);
        ledger = Ledger.in(file);
        store.write(Logged.run("careful", Logged.NOON), Logged.rows(0.948, 6));
        store.write(Logged.run("bold", Logged.NOON.plus(Duration.ofDays(1))), Logged.rows(0.90, 2));
        store.write(Logged.run("poor", Logged.NOON.plus(Duration.ofDays(2))), Logged.rows(0.85, 8));
    }

    @Test
    void whatWasWrittenIsReadToTheLastBit() {
        List<Entry> found = ledger.where("run", 2).entries();

        assertThat(found.stream().map(entry -> entry.row().orElseThrow()).toList())
                .isEqualTo(Logged.rows(0.90, 2));
        LoggedRun written = Logged.run("bold", Logged.NOON.plus(Duration.ofDays(1)));
        assertThat(found.get(0).run())
                .usingRecursiveComparison()
                .ignoringFields("id")
                .isEqualTo(written);
        assertThat(found.get(0).run().id()).isEqualTo(2);
    }

    @Test
    void aRunWithoutNetworksIsALineWithItsError() {
        LoggedRun done = Logged.run("sick", Logged.NOON);
        store.write(
                new LoggedRun(
                        0,
                        done.at(),
                        LoggedRun.FAILED,
                        "no memory left",
                        done.recipe(),
                        done.sentence(),
                        done.json(),
                        done.sha256(),
                        done.unit(),
                        done.criterion(),
                        done.model(),
                        done.data(),
                        "",
                        List.of(),
                        Map.of()),
                List.of());

        assertThat(ledger.where("status", "failed").entries()).singleElement().satisfies(entry -> {
            assertThat(entry.row()).isEmpty();
            assertThat(entry.run().error()).isEqualTo("no memory left");
        });
    }

    @Test
    void conditionsNarrowAndCompose() {
        assertThat(ids(ledger.where("recipe", "bold"))).containsExactly(2L);
        assertThat(ids(ledger.where("criterion", "taylor"))).isEmpty();
        assertThat(ledger.where("recipe", "bold").where("step", 2).entries()).hasSize(1);
        assertThat(ids(ledger.where("arm", Row.Arm.RECIPE).atMost("latency", 6)))
                .containsExactly(1L, 2L);
        assertThat(ids(ledger.where("step", 2).atLeast("test", 0.88))).containsExactly(1L, 2L);
        LocalDate second = LocalDate.ofInstant(Logged.NOON.plus(Duration.ofDays(1)), ZoneId.systemDefault());
        assertThat(ids(ledger.since(second))).containsExactly(2L, 3L);
        assertThat(ids(ledger.where(entry -> entry.run().recipe().length() == 7)))
                .containsExactly(1L);
        assertThat(ledger.where("recipe", "bold").atMost("latency", 6))
                .hasToString("Ledger %s: recipe is bold, latency at most 6.0".formatted(file));
    }

    @Test
    void unknownNamesAreToldWithTheNearest() {
        assertThatThrownBy(() -> ledger.where("criterium", "taylor"))
                .hasMessage(
                        "where: no column \"criterium\"; there are [run, time, status, recipe, sha256, unit, criterion, model, data, arm, label, step, batch, device]; did you mean \"criterion\"?");
        assertThatThrownBy(() -> ledger.where("latency", 3))
                .hasMessage(
                        "where: \"latency\" is a figure, which is hardly ever equal to a value; say atMost(\"latency\", …) or atLeast(\"latency\", …)");
        assertThatThrownBy(() -> ledger.pareto("latnecy", "accuracy"))
                .hasMessageStartingWith("pareto: no figure \"latnecy\"; there are [accuracy, test, latency,")
                .hasMessageEndingWith("did you mean \"latency\"?");
        assertThatThrownBy(() -> ledger.compare(1, 7))
                .hasMessage("compare: no run 7 in %s, which has runs 1 to 3".formatted(file));
        assertThatThrownBy(() -> new AccuracyDrop(5)).hasMessageContaining("half a point is 0.005");
    }

    @Test
    void theFrontHasWhatNothingBeatsInBoth() {
        Ledger front = ledger.pareto("latency", "accuracy");

        assertThat(front.entries())
                .extracting(entry ->
                        entry.run().recipe() + " " + entry.row().orElseThrow().step())
                .as("the first is as accurate as the dense network and faster")
                .containsExactly("careful 1", "careful 2", "bold 1", "bold 2");
    }

    @Test
    void theBestIsTheFastestThatLostLittle() {
        assertThat(ledger.best("latency", new AccuracyDrop(0.005)).run().recipe())
                .isEqualTo("careful");
        assertThat(ledger.best("latency", new AccuracyDrop(0.06)).run().recipe())
                .isEqualTo("bold");
        assertThat(ledger.where("recipe", "poor")
                        .best("parameters", new AccuracyDrop(0.2))
                        .row()
                        .orElseThrow()
                        .step())
                .isEqualTo(2);
        assertThatThrownBy(() -> ledger.where("recipe", "poor").best("latency", new AccuracyDrop(0.005)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lost at most 0.005 of its dense model's accuracy");
    }

    @Test
    void latenciesOfSeveralBatchesAreNotCompared() {
        store.write(
                Logged.run("single", Logged.NOON),
                List.of(Logged.row(Row.Arm.DENSE, 0, 0.95, 1, 1), Logged.row(Row.Arm.RECIPE, 1, 0.95, 0.5, 1)));

        assertThatThrownBy(() -> ledger.best("latency", new AccuracyDrop(0.1)))
                .hasMessage(
                        "best: expected latencies taken alike, found [batch 32 on a processor, 1 thread(s), batch 1 on a processor, 1 thread(s)]; narrow it with where(\"batch\", …) or where(\"device\", …)");
        assertThat(ledger.where("batch", 1)
                        .best("latency", new AccuracyDrop(0.1))
                        .run()
                        .recipe())
                .isEqualTo("single");
        assertThat(ledger.pareto("macs", "accuracy").entries()).isNotEmpty();
    }

    @Test
    void twoRunsAreComparedNetworkByNetwork() {
        Comparison comparison = ledger.compare(1, 2);

        Comparison.Line latency = comparison.lines().stream()
                .filter(line -> line.step() == 2 && line.figure().equals("latency"))
                .findFirst()
                .orElseThrow();
        assertThat(latency.first()).hasValue(6);
        assertThat(latency.difference()).hasValue(-4);
        Comparison.Line accuracy = comparison.lines().stream()
                .filter(line -> line.step() == 2 && line.figure().equals("accuracy"))
                .findFirst()
                .orElseThrow();
        assertThat(accuracy.difference().orElseThrow()).isEqualTo(-0.048, within(1e-12));
        assertThat(accuracy.sd().orElseThrow()).isEqualTo(0.001 * Math.sqrt(2), within(1e-12));
        assertThat(comparison.differences())
                .isEqualTo(Map.of("recipe", List.of("careful in a sentence", "bold in a sentence")));
    }

    @Test
    void aFileThatIsNoLedgerOrANewerOneIsRefused() throws IOException, SQLException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "no database".repeat(100));
        assertThatThrownBy(() -> Ledger.in(other).entries())
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("expected a file that SQLite reads and writes");
        assertThat(Files.readString(other)).isEqualTo("no database".repeat(100));
        assertThat(Ledger.in(folder.resolve("none.db")).entries()).isEmpty();
        assertThat(folder.resolve("none.db")).doesNotExist();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 9");
        }
        assertThatThrownBy(ledger::entries)
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("expected version 1, found 9, which a newer Espalier wrote");
    }

    @Test
    void theUsersLedgerIsWhereTheSettingsSay() {
        Map<String, String> none = Map.of();
        Map<String, String> linux = Map.of("user.home", "/home/me", "os.name", "Linux");
        assertThat(Place.from(linux::get, none::get)).hasValue(Path.of("/home/me/.local/share/espalier/ledger.db"));
        assertThat(Place.from(linux::get, Map.of("XDG_DATA_HOME", "/data")::get))
                .hasValue(Path.of("/data/espalier/ledger.db"));
        assertThat(Place.from(Map.of("espalier.ledger", "mine.db")::get, Map.of("ESPALIER_LEDGER", "off")::get))
                .hasValue(Path.of("mine.db"));
        assertThat(Place.from(linux::get, Map.of("ESPALIER_LEDGER", "OFF")::get))
                .isEmpty();
        assertThat(Ledger.ofThisUser()).as("this build says off").isEmpty();
    }

    private static List<Long> ids(Ledger ledger) {
        return ledger.entries().stream()
                .map(entry -> entry.run().id())
                .distinct()
                .toList();
    }
}
