package org.espalier.kernel.protocol;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Ends the process when a thread has died without which it answers nobody; a front end starts it anew. Needs no memory,
 * which is what such a thread dies of.
 */
final class LastWords implements Thread.UncaughtExceptionHandler {

    private static final int FAILED = 1;

    private final byte[] words =
            ("espalier: a thread that serves the front end has died, most likely because the heap is"
                            + " full; the kernel ends, to be started anew (a larger -Xmx may help)\n")
                    .getBytes(StandardCharsets.UTF_8);
    private final FileOutputStream terminal = new FileOutputStream(FileDescriptor.err);
    private final Runnable first;

    /** @param first leads standard error to where somebody reads it, without memory */
    LastWords(Runnable first) {
        this.first = first;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        try {
            first.run();
            terminal.write(words);
        } catch (IOException | OutOfMemoryError unheard) {
            // There is nobody left to tell.
        } finally {
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
