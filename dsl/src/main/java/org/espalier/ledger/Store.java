package org.espalier.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.espalier.engine.Row;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;

/**
 * The file: SQLite with a write-ahead log, one short connection for each question, one transaction for each run. A process
 * that is killed loses what it had not committed, and nothing else.
 */
record Store(Path file) {
    private static final int VERSION = 1;
    private static final int BUSY_MILLIS = 60_000;
    private static final int ATTEMPTS = 200;

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Writes a run; answers its number. */
    long write(LoggedRun run, List<Row> rows) {
        return connected(TransactionMode.IMMEDIATE, connection -> {
            connection.setAutoCommit(false);
            makeTables(connection);
            long id = RunTables.write(connection, run, rows);
            connection.commit();
            return id;
        });
    }

    List<Entry> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        return connected(TransactionMode.DEFERRED, connection -> {
            connection.setAutoCommit(false);
            List<Entry> entries = version(connection) == 0 ? new ArrayList<>() : RunTables.read(connection);
            connection.commit();
            return entries;
        });
    }

    private void makeTables(Connection connection) throws SQLException {
        if (version(connection) == 0) {
            try (Statement statement = connection.createStatement()) {
                for (String table : RunTables.SCHEMA) {
                    statement.execute(table);
                }
                statement.execute("PRAGMA user_version = " + VERSION);
            }
        }
    }

    private int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA user_version")) {
            int version = found.getInt(1);
            if (version > VERSION) {
                throw new LedgerException(
                        "ledger %s: expected version %d, found %d, which a newer Espalier wrote; use that one, or another file"
                                .formatted(file, VERSION, version));
            }
            return version;
        }
    }

    private <T> T connected(TransactionMode mode, Work<T> work) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null && !Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
            // To begin a write-ahead log is the one thing that does not wait for others who do the same.
            for (int attempt = 1; ; attempt++) {
                try (Connection connection = config(mode).createConnection("jdbc:sqlite:" + file.toAbsolutePath())) {
                    return work.with(connection);
                } catch (SQLException e) {
                    if (attempt == ATTEMPTS || !busy(e)) {
                        throw e;
                    }
                    LockSupport.parkNanos(20_000_000L + attempt * 100_000L);
                }
            }
        } catch (SQLException | IOException e) {
            throw new LedgerException(
                    "ledger %s: expected a file that SQLite reads and writes, found: %s; name another by -Despalier.ledger=FILE, or \"off\" for none"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static boolean busy(SQLException e) {
        int primary = e.getErrorCode() & 0xff;
        return primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    private static SQLiteConfig config(TransactionMode mode) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(mode);
        config.enforceForeignKeys(true);
        return config;
    }
}
