package org.espalier.kernel.streams;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.espalier.kernel.render.CellStream;
import org.espalier.kernel.render.Outputs;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows in a cell what native libraries and child processes print while it runs: they write to the process's own file
 * descriptors and know nothing of {@code System.out}. What comes between cells stays where it was, in the log of
 * whoever started the kernel.
 */
public final class NativeStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NativeStreams.class);
    private static final int OUT = 1;
    private static final int ERR = 2;

    private final Outputs outputs;
    private volatile PrintStream terminal;
    private boolean cellRuns;
    private boolean isClosed;
    private volatile List<Diversion> diversions = List.of();
    private @Nullable Pointer standardOutput;

    /**
     * Changes nothing before {@link #divert()} is called.
     *
     * @param terminal the standard error that this process was started with
     */
    public NativeStreams(Outputs outputs, PrintStream terminal) {
        this.outputs = outputs;
        this.terminal = terminal;
    }

    /**
     * Leads file descriptors 1 and 2 to the cells. Takes a tenth of a second the first time, so it is called beside the
     * start and not in it. Where it isn't possible, as on Windows, all stays as it is.
     */
    public void divert() {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try {
            // Before the lock is taken: loading the library is what takes long.
            Pointer out = Descriptors.standardOutput();
            divert(out);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.debug("what native libraries print is not shown in cells", e);
        }
    }

    private synchronized void divert(Pointer out) throws IOException {
        if (isClosed || !diversions.isEmpty()) {
            return;
        }
        Descriptors.flush(out);
        Descriptors.flushEveryLine(out);
        Diversion err = Diversion.of(ERR, CellStream.printingTo(outputs, "stderr"));
        diversions = List.of(err);
        terminal = new PrintStream(err.whereItLed(), true, StandardCharsets.UTF_8);
        diversions = List.of(err, Diversion.of(OUT, CellStream.printingTo(outputs, "stdout")));
        standardOutput = out;
        diversions.forEach(each -> each.cellRuns(cellRuns));
    }

    /** Prints a line where the process's standard error led when it was started, even while a cell runs. */
    public void log(String line) {
        terminal.println(line);
    }

    /** Runs a cell. All that has been printed when it ends is in its outputs. */
    public <T> T showing(Supplier<T> cell) {
        cellRuns(true);
        try {
            return cell.get();
        } finally {
            cellRuns(false);
        }
    }

    private synchronized void cellRuns(boolean runs) {
        cellRuns = runs;
        if (standardOutput != null) {
            Descriptors.flush(standardOutput);
        }
        diversions.forEach(each -> each.cellRuns(runs));
    }

    /** Leads the file descriptors back to where they led, whatever is still on its way to a cell. Needs no memory. */
    public void leadBack() {
        List<Diversion> all = diversions;
        for (int i = 0; i < all.size(); i++) {
            all.get(i).leadBack();
        }
    }

    /** Leads the file descriptors back to where they led. */
    @Override
    public synchronized void close() {
        isClosed = true;
        for (Diversion each : diversions) {
            try {
                each.undo();
            } catch (IOException e) {
                LOG.debug("file descriptors stay as they are", e);
            }
        }
        diversions = List.of();
    }
}
