package org.espalier.kernel.protocol;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published and hasn't been taken yet. A front end that reads slowly makes the cell that prints wait, as
 * a pipe would; one that has stopped reading makes it wait only {@value #PATIENCE_MS} ms, because hours of training
 * must not hang on a closed laptop. What is printed after that is left out, with a note, so that memory stays bounded.
 */
final class Backlog {

    private static final int MOST_MESSAGES = 200;
    private static final long PATIENCE_MS = 10_000;

    // Cells only put messages here: their thread may be interrupted, which must not happen to one that uses a socket.
    private final BlockingQueue<Outgoing> messages = new LinkedBlockingQueue<>();
    private boolean isStuck;

    /** Adds a message that is never left out. */
    void add(Outgoing message) {
        messages.add(message);
    }

    /** The next message, or null when none comes within {@code millis}. */
    @Nullable
    Outgoing poll(long millis) throws InterruptedException {
        Outgoing next = messages.poll(millis, TimeUnit.MILLISECONDS);
        if (messages.size() < MOST_MESSAGES) {
            synchronized (this) {
                isStuck = false;
                notifyAll();
            }
        }
        return next;
    }

    /**
     * Waits for room, called by whoever prints and holds no lock that others need.
     *
     * @return whether there is any
     */
    synchronized boolean awaitRoom() {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (messages.size() >= MOST_MESSAGES && !isStuck) {
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (left <= 0) {
                isStuck = true;
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                // The cell is to stop; what it printed just now is still taken.
                Thread.currentThread().interrupt();
                return true;
            }
        }
        return messages.size() < MOST_MESSAGES;
    }
}
