package org.espalier.kernel.jshell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jdk.jshell.JShellException;
import org.espalier.kernel.jshell.Origins.Origin;
import org.espalier.kernel.render.Ansi;
import org.espalier.kernel.render.CellError;
import org.jspecify.annotations.Nullable;

/** Tells exceptions as a person wants them: what first, then the lines of cells, then the causes. */
final class RuntimeErrors {

    static final String INTERRUPTED = "KeyboardInterrupt";

    /** Frames outside cells that are told in one go before the rest is only counted. */
    private static final int MOST_LIBRARY_FRAMES = 8;

    private static final String KERNEL = "org.espalier.kernel.";

    private static final int DEEPEST_CAUSE = 20;
    private static final int MIB = 1 << 20;

    private final Origins origins;

    RuntimeErrors(Origins origins) {
        this.origins = origins;
    }

    /**
     * The error for what a cell threw.
     *
     * @param thrown the exception itself
     * @param mapped JShell's copy of it, whose frames name snippets and lines in them
     */
    CellError threw(Throwable thrown, JShellException mapped) {
        List<String> lines = new ArrayList<>();
        lines.add(heading(thrown));
        lines.addAll(frames(mapped.getStackTrace()));
        Throwable cause = thrown.getCause();
        Throwable mappedCause = mapped.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            lines.add("caused by " + heading(cause));
            StackTraceElement[] trace = mappedCause == null ? cause.getStackTrace() : mappedCause.getStackTrace();
            lines.addAll(frames(withoutCommon(trace, mapped.getStackTrace())));
            cause = cause.getCause();
            mappedCause = mappedCause == null ? null : mappedCause.getCause();
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            lines.add("suppressed " + heading(suppressed));
        }
        return new CellError(name(thrown), message(thrown), lines);
    }

    /** The lines for what ended a thread that a cell had started; JShell names no lines of cells in it. */
    List<String> onThread(Thread thread, Throwable thrown) {
        List<String> lines = new ArrayList<>();
        lines.add("on thread " + thread.getName() + ": " + heading(thrown));
        lines.addAll(frames(thrown.getStackTrace()));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            lines.add("caused by " + heading(cause));
        }
        return lines;
    }

    /** The error for what a magic threw that is not its own. */
    CellError ofMagic(String name, Throwable thrown) {
        List<String> lines = new ArrayList<>(List.of(heading(thrown)));
        lines.addAll(frames(thrown.getStackTrace()));
        lines.add("in " + name);
        return new CellError(name(thrown), message(thrown), lines);
    }

    /** The error for what the kernel called, not a cell: a value's {@code toString()}, a renderer, a handler. */
    CellError threwWhile(String doing, Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        int end = 0;
        while (end < trace.length && !trace[end].getClassName().startsWith(KERNEL)) {
            end++;
        }
        List<String> lines = new ArrayList<>();
        lines.add(heading(thrown));
        lines.addAll(frames(Arrays.copyOf(trace, end)));
        lines.add("while " + doing);
        return new CellError(name(thrown), message(thrown), lines);
    }

    /** The error of a cell that was interrupted, with the line it had reached. */
    CellError interrupted(@Nullable JShellException mapped) {
        String message = "the cell was interrupted";
        List<String> lines = new ArrayList<>();
        lines.add(Ansi.RED.paint(INTERRUPTED) + ": " + message);
        if (mapped != null) {
            lines.addAll(frames(mapped.getStackTrace()));
        }
        return new CellError(INTERRUPTED, message, lines);
    }

    private static String heading(Throwable thrown) {
        String message = message(thrown);
        return Ansi.RED.paint(name(thrown)) + (message.isEmpty() ? "" : ": " + message);
    }

    private static String name(Throwable thrown) {
        String simple = thrown.getClass().getSimpleName();
        return simple.isEmpty() ? thrown.getClass().getName() : simple;
    }

    private static String message(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError
                && !String.valueOf(thrown.getMessage()).contains("array size")) {
            return thrown.getMessage() + " (of " + Runtime.getRuntime().maxMemory() / MIB
                    + " MiB); let go of large values (x = null), or start Java with a larger -Xmx";
        }
        String message = thrown.getLocalizedMessage();
        return message == null ? "" : CompileErrors.withoutWrappers(message);
    }

    private List<String> frames(StackTraceElement[] trace) {
        List<String> lines = new ArrayList<>();
        List<String> previous = List.of();
        int library = 0;
        int repeated = 0;
        for (StackTraceElement frame : trace) {
            Optional<Origin> origin = origin(frame);
            if (origin.isEmpty() && (isInternal(frame) || library++ >= MOST_LIBRARY_FRAMES)) {
                if (library == MOST_LIBRARY_FRAMES + 1) {
                    lines.add(Ansi.DIM.paint("  …"));
                }
                continue;
            }
            List<String> told = origin.map(o -> cellFrame(frame, o)).orElseGet(() -> List.of(libraryFrame(frame)));
            if (told.equals(previous)) {
                repeated++;
                continue;
            }
            lines.addAll(repetition(repeated));
            lines.addAll(told);
            previous = told;
            repeated = 0;
        }
        lines.addAll(repetition(repeated));
        return lines;
    }

    private static List<String> repetition(int times) {
        return times == 0 ? List.of() : List.of(Ansi.DIM.paint("  … and " + times + " more times"));
    }

    private Optional<Origin> origin(StackTraceElement frame) {
        String file = frame.getFileName();
        return file != null && file.startsWith("#") ? origins.find(file.substring(1)) : Optional.empty();
    }

    private static String libraryFrame(StackTraceElement frame) {
        String where = frame.getLineNumber() < 0 ? "" : " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")";
        return Ansi.DIM.paint("  at " + frame.getClassName() + "." + frame.getMethodName() + where);
    }

    private static List<String> cellFrame(StackTraceElement frame, Origin origin) {
        int line = origin.lineInCell(frame.getLineNumber());
        String where = "  " + origin.cell() + ", line " + line;
        // The body of a cell has no name; that of a lambda only a generated one.
        String method = frame.getMethodName();
        String type = frame.getClassName();
        boolean named = !method.isEmpty() && !method.contains("$");
        String in = !named ? "" : ", in " + (type.isEmpty() ? "" : type + ".") + method;
        return List.of(
                Ansi.CYAN.paint(where + in + ":"), "      " + origin.text(line).strip());
    }

    private static boolean isInternal(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("jdk.internal.reflect.")
                || type.startsWith("java.lang.reflect.")
                || type.startsWith("java.lang.invoke.")
                || type.startsWith("jdk.internal.vm.")
                || type.startsWith("jdk.jshell.")
                || type.startsWith(KERNEL)
                || type.startsWith("REPL.");
    }

    /** The frames of a cause down to where it joins those of what it caused. */
    private static StackTraceElement[] withoutCommon(StackTraceElement[] cause, StackTraceElement[] outer) {
        int keep = cause.length;
        int other = outer.length;
        while (keep > 1 && other > 0 && cause[keep - 1].equals(outer[other - 1])) {
            keep--;
            other--;
        }
        return Arrays.copyOf(cause, keep);
    }
}
