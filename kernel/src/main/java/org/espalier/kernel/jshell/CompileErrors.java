package org.espalier.kernel.jshell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import org.espalier.kernel.magic.CellPart;
import org.espalier.kernel.magic.MagicException;
import org.espalier.kernel.render.Ansi;
import org.espalier.kernel.render.CellError;

/** Tells compiler errors as a person wants them: cell and line, the source line, a caret, the message. */
final class CompileErrors {

    static final String NAME = "CompilationException";

    private static final Pattern WRAPPER = Pattern.compile("(?:REPL\\.)?\\$JShell\\$\\w+\\.?");
    private static final Pattern BARE_LOCATION = Pattern.compile("(?m)\\R?^ *location: *(?:class|package)? *$");

    private static final Pattern SYMBOL = Pattern.compile("(?m)^ *symbol: *(.*)$");

    /** Types are told by their simple names, as javac itself does; JShell asks it for the long ones. */
    private static final String PACKAGE_OF_TYPE = "\\b(?:[a-z]\\w*\\.)+(?=[A-Z])";

    private CompileErrors() {}

    /** The errors that a rejected snippet got. */
    static CellError rejected(Cell cell, Piece piece, List<Diag> diagnostics, Fixes fixes) {
        List<String> lines = new ArrayList<>();
        String first = "";
        // One slip often has several complaints at its place, or the same one twice; the first is the one that helps.
        Set<Object> told = new HashSet<>();
        for (Diag diag : diagnostics.stream()
                .filter(Diag::isError)
                .sorted(Comparator.comparingLong(Diag::getPosition))
                .toList()) {
            String message = readable(diag.getMessage(null));
            if (!told.add(diag.getPosition()) | !told.add(message)) {
                continue;
            }
            first = first.isEmpty() ? message : first;
            lines.addAll(at(
                    cell,
                    piece.offset() + (int) diag.getStartPosition(),
                    piece.offset() + (int) diag.getPosition(),
                    piece.offset() + (int) diag.getEndPosition()));
            lines.addAll(message.lines().map(Ansi.RED::paint).toList());
            lines.addAll(fixes.of(message, piece, (int) diag.getPosition()));
        }
        return new CellError(NAME, first.isEmpty() ? "the compiler refused the cell" : inOneLine(first), lines);
    }

    /** A declaration that names what doesn't exist; {@code missing} as JShell lists it, such as {@code method g()}. */
    static CellError unresolved(Cell cell, Piece piece, List<String> missing, Fixes fixes) {
        List<String> lines = new ArrayList<>();
        for (String symbol : missing) {
            lines.addAll(at(cell, piece, nameOf(symbol)));
            lines.add(Ansi.RED.paint("cannot find symbol"));
            lines.add(Ansi.RED.paint("  symbol: " + symbol));
            lines.addAll(fixes.of("symbol: " + symbol, piece, 0));
        }
        return new CellError(NAME, "cannot find symbol: " + String.join(", ", missing), lines);
    }

    /** The lines of a note: {@code declared} names what doesn't exist yet. */
    static List<String> unresolvedYet(Cell cell, Piece piece, String declared, List<String> missing, Fixes fixes) {
        List<String> lines = new ArrayList<>();
        for (String symbol : missing) {
            lines.addAll(at(cell, piece, nameOf(symbol)));
        }
        lines.add(declared + " can be used once there is " + String.join(" and ", missing));
        missing.forEach(symbol -> lines.addAll(fixes.of("symbol: " + symbol, piece, 0)));
        return lines;
    }

    /** The bare name in JShell's {@code method g(int)} or {@code class A}. */
    private static String nameOf(String symbol) {
        return symbol.replaceFirst("\\(.*", "").replaceFirst(".*\\s", "");
    }

    /** The use of {@code called}, a declaration of an earlier cell that names what doesn't exist. */
    static CellError unresolvedCall(Cell cell, Piece piece, String called, List<String> missing) {
        String message = called + " can't be used: cannot find symbol: " + String.join(", ", missing);
        List<String> lines = new ArrayList<>(at(cell, piece, called));
        lines.add(Ansi.RED.paint(message));
        return new CellError(NAME, message, lines);
    }

    /** A magic that was used wrongly, where it says, or else at its name. */
    static CellError misused(Cell cell, CellPart.Command command, MagicException wrong) {
        int start = wrong.position().orElse(command.offset());
        int width = wrong.position().isPresent()
                ? wordAt(cell.source(), start)
                : command.invocation().name().length();
        String message = String.valueOf(wrong.getMessage());
        List<String> lines = new ArrayList<>(at(cell, start, start, start + width));
        lines.add(Ansi.RED.paint(message));
        return new CellError("MagicException", message, lines);
    }

    private static int wordAt(String source, int start) {
        int end = start;
        while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
            end++;
        }
        return end - start;
    }

    private static List<String> at(Cell cell, Piece piece, String name) {
        Matcher use = Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(JavaText.bare(piece.source()));
        int start = piece.offset() + (use.find() ? use.start() : 0);
        return at(cell, start, start, start + name.length());
    }

    /** The first line, and the symbol where the next line names it. */
    private static String inOneLine(String message) {
        Matcher symbol = SYMBOL.matcher(message);
        String first = message.lines().findFirst().orElse("");
        return symbol.find() ? first + ": " + symbol.group(1) : first;
    }

    /** The compiler's message without the names of JShell's wrapper classes. */
    static String readable(String message) {
        return BARE_LOCATION
                .matcher(withoutWrappers(message))
                .replaceAll("")
                .replaceAll(PACKAGE_OF_TYPE, "")
                .stripTrailing();
    }

    /** Any text without the names of JShell's wrapper classes. */
    static String withoutWrappers(String text) {
        return WRAPPER.matcher(text).replaceAll("");
    }

    private static List<String> at(Cell cell, int start, int position, int end) {
        String source = cell.source();
        // A missing ';' is reported past the end of the text.
        int here = Math.max(0, Math.min(position, source.length()));
        int lineStart = source.lastIndexOf('\n', here - 1) + 1;
        int newline = source.indexOf('\n', here);
        int lineEnd = newline < 0 ? source.length() : newline;
        int from = start >= lineStart && start <= here ? start : here;
        int width = Math.max(1, Math.min(end, lineEnd) - from);
        // Tabs stay tabs, so that the caret stands under its column whatever a tab is worth.
        String indent = source.substring(lineStart, from).replaceAll("[^\t]", " ");
        long line =
                source.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;
        return List.of(
                Ansi.CYAN.paint(cell.name() + ", line " + line + ":"),
                "    " + source.substring(lineStart, lineEnd),
                "    " + indent + Ansi.RED.paint("^".repeat(width)));
    }
}
