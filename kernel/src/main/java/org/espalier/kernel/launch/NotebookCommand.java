package org.espalier.kernel.launch;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.espalier.kernel.notebook.Execution;
import org.espalier.kernel.notebook.HtmlPage;
import org.espalier.kernel.notebook.Notebook;
import org.espalier.kernel.notebook.ParameterValues;
import org.espalier.kernel.notebook.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a notebook without a front end. */
@Command(
        name = "notebook",
        description = "Runs a notebook from top to bottom, without Jupyter.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code: 0 when every cell ran; 1 when one failed, or a file could not be read or written; 2 when an option is wrong."
        })
final class NotebookCommand implements Callable<Integer> {

    @Parameters(paramLabel = "<notebook.ipynb>", description = "The notebook to run.")
    private Path notebookFile = Path.of("notebook.ipynb");

    @Option(names = "--out", paramLabel = "FILE", description = "Write the executed notebook here.")
    private @Nullable Path out;

    @Option(names = "--html", paramLabel = "FILE", description = "Write it as one self-contained HTML page.")
    private @Nullable Path html;

    @Option(names = "--in-place", description = "Write the executed notebook over the one that was read.")
    private boolean inPlace;

    @Option(names = "--allow-errors", description = "Go on after cells that fail.")
    private boolean allowErrors;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Interrupt a cell that runs longer, and fail.")
    private @Nullable Long timeout;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable that the cell tagged \"parameters\" declares; may be given several times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Notebook notebook = new ParameterValues(parameters).into(Notebook.read(notebookFile));
        Terminal terminal =
                new Terminal(standardOutput(), isWatched(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        Execution execution = Execution.of(notebook, terminal, allowErrors, limit());
        if (out != null) {
            execution.notebook().write(out);
        }
        if (inPlace) {
            execution.notebook().write(notebookFile);
        }
        if (html != null) {
            HtmlPage.of(execution.notebook(), notebookFile).write(html);
        }
        execution
                .failure()
                .ifPresent(error -> command.commandLine()
                        .getErr()
                        .println("espalier: " + notebookFile + " failed: " + error.name()
                                + (error.message().isEmpty() ? "" : ": " + error.message())));
        return execution.failure().isPresent() ? 1 : 0;
    }

    private Optional<Duration> limit() {
        Long seconds = timeout;
        if (seconds != null && seconds < 1) {
            throw new IllegalArgumentException("--timeout must be at least 1 second, found " + seconds);
        }
        return Optional.ofNullable(seconds).map(Duration::ofSeconds);
    }

    /** The process's own output, because System.out is the cells' while they run; tables and signs need UTF-8. */
    private static PrintStream standardOutput() {
        boolean isWindows = System.getProperty("os.name").startsWith("Windows");
        return new PrintStream(
                new FileOutputStream(FileDescriptor.out),
                false,
                isWindows ? Charset.defaultCharset() : StandardCharsets.UTF_8);
    }

    /** Whether standard output is a terminal. Since Java 22 there may be a console that isn't one. */
    private static boolean isWatched() {
        return Optional.ofNullable(System.console())
                .map(NotebookCommand::isTerminal)
                .orElse(false);
    }

    private static boolean isTerminal(Console console) {
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
