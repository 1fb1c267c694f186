package org.espalier.kernel.notebook;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.espalier.kernel.render.CellError;
import org.espalier.kernel.render.Outputs;
import org.espalier.report.Rendering;

/**
 * What cells show, as plain text while they run. Progress is rewritten in place on a terminal; in a log it becomes a
 * line now and then.
 */
public final class Terminal implements Outputs {

    private static final long BETWEEN_LINES_MS = 5_000;
    private static final String START_OF_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean isInteractive;
    private final LongSupplier clock;
    // Updates whose last state hasn't been told yet.
    private final Map<String, Rendering> untold = new LinkedHashMap<>();
    private long lastToldAt;
    private boolean midLine;

    /**
     * A terminal that writes to {@code out}.
     *
     * @param isInteractive whether somebody watches: lines may be rewritten, and errors coloured
     * @param clock milliseconds from some start
     */
    public Terminal(PrintStream out, boolean isInteractive, LongSupplier clock) {
        this.out = out;
        this.isInteractive = isInteractive;
        this.clock = clock;
    }

    /** Says which cell runs now, and its first line. */
    public synchronized void begin(int number, int last, String source) {
        String first = source.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
        out.println("[" + number + "/" + last + "] " + first);
        lastToldAt = clock.getAsLong();
    }

    /** Tells what hasn't been told yet of the cell that ended. */
    public synchronized void end() {
        untold.values().forEach(rendering -> print(rendering.plain()));
        untold.clear();
        endLine();
        out.flush();
    }

    @Override
    public synchronized void stream(String name, String text) {
        out.print((midLine ? START_OF_LINE : "") + text);
        midLine = false;
        out.flush();
    }

    @Override
    public synchronized void display(String id, Rendering rendering) {
        print(rendering.plain());
    }

    @Override
    public synchronized void update(String id, Rendering rendering) {
        untold.put(id, rendering);
        if (isInteractive) {
            out.print(START_OF_LINE + lastLine(rendering));
            out.flush();
            midLine = true;
        } else if (clock.getAsLong() - lastToldAt >= BETWEEN_LINES_MS) {
            out.println(lastLine(rendering));
            untold.remove(id);
            lastToldAt = clock.getAsLong();
        }
    }

    @Override
    public synchronized void result(int number, Rendering rendering) {
        print(rendering.plain());
    }

    @Override
    public synchronized void error(CellError error) {
        print(isInteractive ? String.join("\n", error.traceback()) : error.plain());
    }

    private void print(String text) {
        out.print(midLine ? START_OF_LINE : "");
        midLine = false;
        out.println(text.stripTrailing());
    }

    private void endLine() {
        if (midLine) {
            out.println();
            midLine = false;
        }
    }

    private static String lastLine(Rendering rendering) {
        return rendering.plain().lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
    }
}
