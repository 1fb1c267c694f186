package org.espalier.kernel.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** One file descriptor led through a pipe into this process: to the running cell, or while none runs where it led before. */
final class Diversion {

    private static final int MOST_AT_ONCE = 1 << 16;

    private final int descriptor;
    private final int before;
    private final int reading;
    private final PrintStream toCell;
    private final OutputStream toWhereItLed;
    private final byte[] bytes = new byte[MOST_AT_ONCE];
    private boolean cellRuns;

    private Diversion(int descriptor, int before, int reading, PrintStream toCell) {
        this.descriptor = descriptor;
        this.before = before;
        this.reading = reading;
        this.toCell = toCell;
        this.toWhereItLed = Descriptors.writingTo(before);
    }

    static Diversion of(int descriptor, PrintStream toCell) throws IOException {
        int before = Descriptors.copy(descriptor);
        int[] pipe = Descriptors.pipe();
        Descriptors.replace(pipe[1], descriptor);
        Descriptors.close(pipe[1]);
        Diversion diversion = new Diversion(descriptor, before, pipe[0], toCell);
        Thread reader = new Thread(diversion::forward, "descriptor-" + descriptor);
        reader.setDaemon(true);
        reader.start();
        return diversion;
    }

    /** Where the descriptor led before. */
    OutputStream whereItLed() {
        return toWhereItLed;
    }

    private void forward() {
        while (Descriptors.isReadable(reading, -1) && take()) {
            // Until the end, when the last copy of the writing end is closed.
        }
    }

    /** Passes on what is in the pipe, but no more than fits, because somebody may write without end: false at its end. */
    private synchronized boolean take() {
        int taken = 0;
        while (taken < Descriptors.LARGEST_PIPE && Descriptors.isReadable(reading, 0)) {
            int read = Descriptors.read(reading, bytes);
            if (read <= 0) {
                return false;
            }
            pass(read);
            taken += read;
        }
        return true;
    }

    private void pass(int length) {
        if (cellRuns) {
            toCell.write(bytes, 0, length);
            toCell.flush();
            return;
        }
        try {
            toWhereItLed.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cell begins or ends; what was printed until now still goes where it went. */
    synchronized void cellRuns(boolean runs) {
        take();
        cellRuns = runs;
    }

    /** Makes the descriptor mean again what it did, whatever is still in the pipe. Needs no memory. */
    void leadBack() {
        CLibrary.dup2(before, descriptor);
    }

    /** Makes the descriptor mean again what it did. */
    void undo() throws IOException {
        Descriptors.replace(before, descriptor);
        cellRuns(false);
    }
}
