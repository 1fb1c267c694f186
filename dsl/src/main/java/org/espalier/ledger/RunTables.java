package org.espalier.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.espalier.engine.Figures;
import org.espalier.engine.Row;
import org.espalier.measure.Latency;
import org.jspecify.annotations.Nullable;

/** The tables: a run, its networks in their order, their figures seed by seed. */
final class RunTables {
    static final List<String> SCHEMA = List.of("""
            CREATE TABLE run (
              id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, status TEXT NOT NULL, error TEXT NOT NULL,
              recipe TEXT NOT NULL, sentence TEXT NOT NULL, json TEXT NOT NULL, sha256 TEXT NOT NULL,
              unit TEXT NOT NULL, criterion TEXT NOT NULL, model TEXT NOT NULL, data TEXT NOT NULL,
              data_sha256 TEXT NOT NULL, seeds TEXT NOT NULL)""", """
            CREATE TABLE environment (
              run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, name))""", """
            CREATE TABLE network (
              run INTEGER NOT NULL REFERENCES run, number INTEGER NOT NULL, arm TEXT NOT NULL, label TEXT NOT NULL,
              step INTEGER NOT NULL, asked REAL, median_ms REAL, p95_ms REAL, repeats INTEGER, batch INTEGER,
              shape TEXT, device TEXT, backend TEXT, threads INTEGER, PRIMARY KEY (run, number))""", """
            CREATE TABLE figure (
              run INTEGER NOT NULL, network INTEGER NOT NULL, number INTEGER NOT NULL, seed INTEGER NOT NULL,
              parameters INTEGER NOT NULL, nonzero_parameters INTEGER NOT NULL, macs INTEGER NOT NULL,
              nonzero_macs INTEGER NOT NULL, bytes INTEGER NOT NULL, removed REAL, validation_accuracy REAL,
              test_accuracy REAL, fidelity REAL, parameters_sha256 TEXT NOT NULL,
              PRIMARY KEY (run, network, number), FOREIGN KEY (run, network) REFERENCES network (run, number))""");

    private RunTables() {}

    private record Place(long run, int network) {}

    static long write(Connection connection, LoggedRun run, List<Row> rows) throws SQLException {
        long id = insert(
                connection,
                "run (at, status, error, recipe, sentence, json, sha256, unit, criterion, model, data, data_sha256, seeds)",
                run.at().toString(),
                run.status(),
                run.error(),
                run.recipe(),
                run.sentence(),
                run.json(),
                run.sha256(),
                run.unit(),
                run.criterion(),
                run.model(),
                run.data(),
                run.dataSha256(),
                listed(run.seeds()));
        for (Map.Entry<String, String> known : run.environment().entrySet()) {
            insert(connection, "environment (run, name, value)", id, known.getKey(), known.getValue());
        }
        for (int number = 0; number < rows.size(); number++) {
            write(connection, id, number, rows.get(number), run.seeds());
        }
        return id;
    }

    private static void write(Connection connection, long run, int number, Row row, List<Long> seeds)
            throws SQLException {
        Optional<Latency> latency = row.latency();
        insert(
                connection,
                "network (run, number, arm, label, step, asked, median_ms, p95_ms, repeats, batch, shape, device, backend, threads)",
                run,
                number,
                row.arm().name(),
                row.label(),
                row.step(),
                orNull(row.asked()),
                latency.map(Latency::medianMillis).orElse(null),
                latency.map(Latency::p95Millis).orElse(null),
                latency.map(Latency::repeats).orElse(null),
                latency.map(Latency::batch).orElse(null),
                latency.map(Latency::shape).map(RunTables::listed).orElse(null),
                latency.map(Latency::device).orElse(null),
                latency.map(Latency::backend).orElse(null),
                latency.map(Latency::threads).orElse(null));
        for (int i = 0; i < row.figures().size(); i++) {
            Figures figures = row.figures().get(i);
            insert(
                    connection,
                    "figure (run, network, number, seed, parameters, nonzero_parameters, macs, nonzero_macs, bytes, removed, validation_accuracy, test_accuracy, fidelity, parameters_sha256)",
                    run,
                    number,
                    i,
                    seeds.get(i),
                    figures.parameters(),
                    figures.nonZeroParameters(),
                    figures.macs(),
                    figures.nonZeroMacs(),
                    figures.bytes(),
                    figures.removed(),
                    figures.validationAccuracy(),
                    orNull(figures.testAccuracy()),
                    orNull(figures.fidelity()),
                    figures.parametersSha256());
        }
    }

    /** All runs, oldest first. */
    static List<Entry> read(Connection connection) throws SQLException {
        Map<Long, Map<String, String>> environments = new LinkedHashMap<>();
        Map<Place, List<Figures>> figures = new LinkedHashMap<>();
        Map<Long, List<Row>> rows = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet of = statement.executeQuery("SELECT * FROM environment")) {
                while (of.next()) {
                    environments
                            .computeIfAbsent(of.getLong("run"), run -> new LinkedHashMap<>())
                            .put(of.getString("name"), of.getString("value"));
                }
            }
            try (ResultSet of = statement.executeQuery("SELECT * FROM figure ORDER BY run, network, number")) {
                while (of.next()) {
                    figures.computeIfAbsent(
                                    new Place(of.getLong("run"), of.getInt("network")), place -> new ArrayList<>())
                            .add(figures(of));
                }
            }
            try (ResultSet of = statement.executeQuery("SELECT * FROM network ORDER BY run, number")) {
                while (of.next()) {
                    Place place = new Place(of.getLong("run"), of.getInt("number"));
                    rows.computeIfAbsent(place.run(), run -> new ArrayList<>())
                            .add(row(of, figures.getOrDefault(place, List.of())));
                }
            }
            try (ResultSet of = statement.executeQuery("SELECT * FROM run ORDER BY id")) {
                while (of.next()) {
                    LoggedRun run = run(of, environments.getOrDefault(of.getLong("id"), Map.of()));
                    List<Row> found = rows.getOrDefault(run.id(), List.of());
                    if (found.isEmpty()) {
                        entries.add(new Entry(run, Optional.empty()));
                    }
                    found.forEach(row -> entries.add(new Entry(run, Optional.of(row))));
                }
            }
        }
        return entries;
    }

    private static LoggedRun run(ResultSet of, Map<String, String> environment) throws SQLException {
        return new LoggedRun(
                of.getLong("id"),
                Instant.parse(of.getString("at")),
                of.getString("status"),
                of.getString("error"),
                of.getString("recipe"),
                of.getString("sentence"),
                of.getString("json"),
                of.getString("sha256"),
                of.getString("unit"),
                of.getString("criterion"),
                of.getString("model"),
                of.getString("data"),
                of.getString("data_sha256"),
                unlisted(of.getString("seeds")),
                environment);
    }

    private static Row row(ResultSet of, List<Figures> figures) throws SQLException {
        Optional<Latency> latency = Optional.empty();
        if (of.getObject("median_ms") != null) {
            latency = Optional.of(new Latency(
                    of.getDouble("median_ms"),
                    of.getDouble("p95_ms"),
                    of.getInt("repeats"),
                    of.getInt("batch"),
                    unlisted(of.getString("shape")),
                    of.getString("device"),
                    of.getString("backend"),
                    of.getInt("threads")));
        }
        return new Row(
                Row.Arm.valueOf(of.getString("arm")),
                of.getString("label"),
                of.getInt("step"),
                optional(of, "asked"),
                figures,
                latency);
    }

    private static Figures figures(ResultSet of) throws SQLException {
        return new Figures(
                of.getLong("parameters"),
                of.getLong("nonzero_parameters"),
                of.getLong("macs"),
                of.getLong("nonzero_macs"),
                of.getLong("bytes"),
                optional(of, "removed").orElse(Double.NaN),
                optional(of, "validation_accuracy").orElse(Double.NaN),
                optional(of, "test_accuracy"),
                optional(of, "fidelity"),
                of.getString("parameters_sha256"));
    }

    private static OptionalDouble optional(ResultSet of, String column) throws SQLException {
        double value = of.getDouble(column);
        return of.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static String listed(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static List<Long> unlisted(String numbers) {
        return numbers.isEmpty()
                ? List.of()
                : Arrays.stream(numbers.split(" ", -1)).map(Long::valueOf).toList();
    }

    /** Answers the number of the new row. */
    private static long insert(Connection connection, String into, @Nullable Object... values) throws SQLException {
        String marks = String.join(", ", java.util.Collections.nCopies(values.length, "?"));
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO %s VALUES (%s)".formatted(into, marks), Statement.RETURN_GENERATED_KEYS)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
            try (ResultSet key = statement.getGeneratedKeys()) {
                return key.next() ? key.getLong(1) : 0;
            }
        }
    }
}
