package org.espalier.kernel.jshell;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import org.espalier.kernel.magic.CellFailed;
import org.espalier.kernel.magic.Workspace;
import org.espalier.report.Rendering;

/** The session as the magics of one cell see it. */
final class CellWorkspace implements Workspace {

    private static final String RETURN = "return ";
    private static final String CALLABLE = "(java.util.concurrent.Callable<Object>) () -> {";

    private final Engine engine;
    private final Cell cell;

    CellWorkspace(Engine engine, Cell cell) {
        this.engine = engine;
        this.cell = cell;
    }

    @Override
    public Optional<Rendering> evaluate(String source, int offset) {
        return valueOf(engine.evaluate(cell, source, offset));
    }

    @Override
    public Optional<Rendering> evaluateFile(String source, String origin) {
        return valueOf(engine.evaluate(new Cell(cell.number(), source, origin)));
    }

    private static Optional<Rendering> valueOf(CellResult result) {
        result.error().ifPresent(error -> {
            throw new CellFailed(error);
        });
        return result.value();
    }

    @Override
    public Callable<?> compile(String source, int offset) {
        List<Piece> pieces = Piece.split(engine.analysis(), source);
        Piece last = pieces.get(pieces.size() - 1);
        if (JavaText.bare(source).stripTrailing().endsWith(";")) {
            return callable(offset, 0, source, "\nreturn null; }");
        }
        int begin = last.offset();
        String asValue =
                source.substring(0, begin) + RETURN + source.substring(begin).strip();
        try {
            return callable(offset, RETURN.length(), asValue, "; }");
        } catch (CellFailed noValue) {
            // A loop has none, nor has a call of what returns nothing.
            try {
                return callable(offset, 0, source, ";\nreturn null; }");
            } catch (CellFailed noStatement) {
                throw noStatement.error().message().contains("not a statement") ? noValue : noStatement;
            }
        }
    }

    private Callable<?> callable(int offset, int inserted, String source, String suffix) {
        return (Callable<?>) engine.valueOf(cell, offset, CALLABLE, inserted, source, suffix);
    }

    @Override
    public <T> T interruptibly(Callable<T> body) throws Exception {
        return engine.userCode().run(body::call);
    }

    @Override
    public Cost cost() {
        return engine.control().cost();
    }

    @Override
    public void addToClassPath(List<Path> entries) {
        List<Path> known = classPath();
        for (Path entry : entries) {
            if (!known.contains(entry)) {
                engine.shell().addToClasspath(entry.toString());
            }
        }
    }

    @Override
    public List<Path> classPath() {
        List<Path> entries = new ArrayList<>();
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> entries.add(Path.of(entry).toAbsolutePath().normalize()));
        entries.addAll(engine.control().added());
        return entries;
    }

    @Override
    public List<Declared> declared() {
        JShell shell = engine.shell();
        List<Declared> declared = new ArrayList<>();
        shell.variables()
                .filter(variable -> !variable.name().startsWith("$"))
                .forEach(variable -> declared.add(new Declared(
                        variable.name(),
                        "variable",
                        CompileErrors.readable(variable.typeName()),
                        engine.valueOf(variable).map(String::valueOf).orElse("null"))));
        shell.methods()
                .forEach(method -> declared.add(
                        new Declared(method.name(), "method", CompileErrors.readable(method.signature()), "")));
        shell.types().forEach(type -> declared.add(new Declared(type.name(), kind(type), "", "")));
        return declared;
    }

    private static String kind(Snippet type) {
        return switch (type.subKind()) {
            case INTERFACE_SUBKIND -> "interface";
            case ENUM_SUBKIND -> "enum";
            case RECORD_SUBKIND -> "record";
            case ANNOTATION_TYPE_SUBKIND -> "annotation";
            default -> "class";
        };
    }

    @Override
    public void reset() {
        engine.values().reset();
    }
}
