package org.espalier.kernel.jshell;

import java.io.InputStream;
import java.io.PrintStream;
import org.espalier.kernel.cell.CellInput;
import org.espalier.kernel.cell.Cells;
import org.espalier.kernel.cell.Comms;
import org.espalier.kernel.cell.FrontEnd;
import org.espalier.kernel.cell.NoFrontEnd;
import org.espalier.kernel.render.CellDisplay;
import org.espalier.kernel.render.CellStream;
import org.espalier.kernel.render.Outputs;
import org.espalier.report.Display;

/** An evaluator whose cells print and show to one {@link Outputs}: standard output, standard error and the display. */
public final class Session implements AutoCloseable {

    private final Evaluator evaluator;
    private final Display replacedDisplay;
    private final PrintStream replacedOut;
    private final PrintStream replacedErr;
    private final InputStream replacedIn;

    private final FrontEnd replacedFrontEnd;

    private Session(Outputs outputs, FrontEnd frontEnd, Evaluator evaluator) {
        this.evaluator = evaluator;
        replacedOut = System.out;
        replacedErr = System.err;
        replacedIn = System.in;
        replacedDisplay = Display.install(new CellDisplay(outputs));
        System.setOut(CellStream.printingTo(outputs, "stdout"));
        System.setErr(CellStream.printingTo(outputs, "stderr"));
        System.setIn(new CellInput());
        replacedFrontEnd = Cells.install(frontEnd);
    }

    /** Takes over the process's standard streams and display until closed. */
    public static Session open(Outputs outputs) {
        return open(outputs, new NoFrontEnd(outputs), Evaluator.start());
    }

    /** The same for a front end, and an evaluator that was started before; it ends with the session. */
    public static Session open(Outputs outputs, FrontEnd frontEnd, Evaluator evaluator) {
        return new Session(outputs, frontEnd, evaluator);
    }

    /** The evaluator of this session's cells. */
    public Evaluator evaluator() {
        return evaluator;
    }

    @Override
    public void close() {
        evaluator.close();
        System.setOut(replacedOut);
        System.setErr(replacedErr);
        System.setIn(replacedIn);
        Display.install(replacedDisplay);
        Cells.install(replacedFrontEnd);
        Comms.reset();
    }
}
