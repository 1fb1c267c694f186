package org.espalier.kernel.cell;

import java.util.concurrent.CancellationException;
import org.espalier.kernel.render.Outputs;

/**
 * What a cell can do with the front end that shows it, ready to be called in any cell.
 *
 * <pre>{@code
 * var name = readLine("Which network? ");
 * }</pre>
 */
public final class Cells {

    private static volatile FrontEnd frontEnd = new NoFrontEnd(new Outputs.None());

    private Cells() {}

    /** Makes {@code fresh} the front end that cells talk to, and returns the one it replaces. */
    public static FrontEnd install(FrontEnd fresh) {
        FrontEnd replaced = frontEnd;
        frontEnd = fresh;
        return replaced;
    }

    static FrontEnd frontEnd() {
        return frontEnd;
    }

    /** One line that the person in front of the notebook types. */
    public static String readLine() {
        return readLine("");
    }

    /** One line that the person types after having read {@code prompt}. */
    public static String readLine(String prompt) {
        return ask(prompt, false);
    }

    /** One line that is not to be seen while it is typed. */
    public static String readPassword(String prompt) {
        return ask(prompt, true);
    }

    /** Takes away what this cell has shown so far, once something new is shown. */
    public static void clearOutput() {
        clearOutput(true);
    }

    /** Takes away what this cell has shown so far, at once or when something new is shown. */
    public static void clearOutput(boolean wait) {
        System.out.flush();
        frontEnd.clear(wait);
    }

    static String ask(String prompt, boolean isSecret) {
        try {
            return frontEnd.ask(prompt, isSecret);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the question was withdrawn, because the cell was interrupted");
        }
    }
}
