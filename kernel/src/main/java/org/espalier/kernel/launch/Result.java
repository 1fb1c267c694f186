package org.espalier.kernel.launch;

import java.io.PrintStream;
import java.io.PrintWriter;
import org.espalier.RecipeJob;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a command tells what it found. */
final class Result {

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    /** Prints an outcome; 0 when it is as it should be, else 1. */
    int tell(RecipeJob.Outcome outcome, CommandSpec command) {
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? outcome.json() : outcome.text());
        out.flush();
        return outcome.well() ? 0 : 1;
    }

    /** Where progress is told: standard output is the result's. */
    static PrintStream progress() {
        return System.err;
    }
}
