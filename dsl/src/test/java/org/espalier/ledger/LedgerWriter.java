package org.espalier.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A process that writes runs, for {@link LedgerWritersTest}. */
final class LedgerWriter {
    private LedgerWriter() {}

    /** Arguments: the ledger, who writes, runs for each thread, threads, a file for the numbers of what was committed. */
    public static void main(String[] arguments) throws InterruptedException {
        Store store = new Store(Path.of(arguments[0]));
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < Integer.parseInt(arguments[3]); t++) {
            String name = arguments[1] + "-" + t;
            Thread thread = new Thread(() -> write(store, name, Integer.parseInt(arguments[2]), Path.of(arguments[4])));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void write(Store store, String name, int runs, Path committed) {
        for (int i = 0; i < runs; i++) {
            long id = store.write(Logged.run(name, Logged.NOON), Logged.rows(0.9, 3));
            try {
                Files.writeString(committed, id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
