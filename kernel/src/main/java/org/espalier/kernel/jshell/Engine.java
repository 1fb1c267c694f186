package org.espalier.kernel.jshell;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.espalier.kernel.jshell.Origins.Origin;
import org.espalier.kernel.render.CellError;
import org.espalier.kernel.render.Values;
import org.jspecify.annotations.Nullable;

/** JShell with this kernel's execution and imports. Not thread-safe: {@link Evaluator} keeps it on one thread. */
final class Engine implements AutoCloseable {

    private static final List<String> IMPORTS = List.of(
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.prefs.*",
            "java.util.regex.*",
            "java.util.stream.*",
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.factory.Nd4j",
            "tech.tablesaw.api.*",
            "org.espalier.kernel.cell.Comm",
            "org.espalier.kernel.cell.Comms",
            "static org.espalier.kernel.cell.Cells.*",
            "static org.espalier.Pruning.*");

    /** Results such as {@code $7} that stay usable; older ones are let go, so that notebooks don't fill the memory. */
    private static final int KEPT_RESULTS = 2;

    private final UserCode userCode;
    private final NotebookControl control;
    private final JShell shell;
    private final Origins origins = new Origins();
    private final RuntimeErrors runtimeErrors = new RuntimeErrors(origins);
    private final Deque<Result> results = new ArrayDeque<>();

    private record Result(String className, VarSnippet variable) {}

    Engine(UserCode userCode) {
        this.userCode = userCode;
        control = new NotebookControl(userCode);
        Thread.currentThread().setContextClassLoader(control.loader());
        String classPath = System.getProperty("java.class.path", "");
        Future<ClassPathIndex> index = ClassPathIndex.reading(classPath);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        shell = JShell.builder()
                .executionEngine(control.provider(), Map.of())
                .fileManager(files -> new CompilerFiles(files, index))
                .compilerOptions("-classpath", classPath)
                .in(InputStream.nullInputStream())
                .out(nowhere)
                .err(nowhere)
                .build();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> runtimeErrors.onThread(thread, thrown).forEach(System.err::println));
        for (String each : IMPORTS) {
            shell.eval("import " + each + ";");
        }
    }

    SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    CellResult evaluate(Cell cell) {
        List<Piece> pieces = Piece.split(analysis(), cell.source());
        // A cell that doesn't parse runs not at all, rather than as far as the slip.
        Optional<Piece> unparsed = pieces.stream()
                .filter(piece -> !piece.complete() && isErroneous(piece))
                .findFirst();
        Map<DeclarationSnippet, Piece> declared = new LinkedHashMap<>();
        CellResult last = CellResult.nothing();
        for (Piece piece : unparsed.map(List::of).orElse(pieces)) {
            if (Stop.requested()) {
                return CellResult.failed(runtimeErrors.interrupted(null));
            }
            last = evaluate(cell, piece, declared);
            if (last.error().isPresent()) {
                return last;
            }
        }
        return unresolved(cell, declared).map(CellResult::failed).orElse(last);
    }

    private boolean isErroneous(Piece piece) {
        return analysis().sourceToSnippets(piece.source()).stream().allMatch(s -> s.kind() == Kind.ERRONEOUS);
    }

    private CellResult evaluate(Cell cell, Piece piece, Map<DeclarationSnippet, Piece> declared) {
        CellResult result = CellResult.nothing();
        Origin origin = Origin.of(cell, piece);
        for (SnippetEvent event : shell.eval(piece.source())) {
            if (event.causeSnippet() != null) {
                continue;
            }
            Snippet snippet = event.snippet();
            origins.remember(snippet, origin);
            if (event.status() == Status.REJECTED) {
                return CellResult.failed(CompileErrors.rejected(
                        cell, piece, shell.diagnostics(snippet).toList()));
            }
            if (event.exception() != null) {
                return CellResult.failed(failure(cell, piece, event.exception()));
            }
            if (snippet instanceof DeclarationSnippet declaration) {
                declared.put(declaration, piece);
            }
            result = valueOf(snippet, piece);
        }
        return result;
    }

    private CellError failure(Cell cell, Piece piece, JShellException exception) {
        Optional<Throwable> thrown = control.takeThrown();
        if (Stop.requested()) {
            return runtimeErrors.interrupted(exception);
        }
        if (exception instanceof UnresolvedReferenceException unresolved) {
            return CompileErrors.unresolvedCall(
                    cell,
                    piece,
                    unresolved.getSnippet().name(),
                    shell.unresolvedDependencies(unresolved.getSnippet()).toList());
        }
        return runtimeErrors.threw(thrown.orElse(exception), exception);
    }

    private CellResult valueOf(Snippet snippet, Piece piece) {
        Object value = control.takeValue();
        boolean isShown = !piece.ended();
        switch (snippet.subKind()) {
            case TEMP_VAR_EXPRESSION_SUBKIND -> {
                keep(new Result(control.lastClass(), (VarSnippet) snippet), isShown);
                return isShown ? rendered(value) : CellResult.nothing();
            }
            case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND -> {
                return isShown ? rendered(value) : CellResult.nothing();
            }
            default -> {
                return CellResult.nothing();
            }
        }
    }

    /** A value's own {@code toString()} may fail or hang like any other code of the cell. */
    private CellResult rendered(@Nullable Object value) {
        try {
            return CellResult.of(userCode.run(() -> Values.render(value)));
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            return CellResult.failed(
                    Stop.requested()
                            ? runtimeErrors.interrupted(null)
                            : runtimeErrors.threwWhile("showing the value of the cell", e));
        }
    }

    /** Runs code of the user that no cell calls. */
    Optional<CellError> handle(Runnable handler) {
        try {
            userCode.run(() -> {
                handler.run();
                return handler;
            });
            return Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            return Optional.of(
                    Stop.requested()
                            ? runtimeErrors.interrupted(null)
                            : runtimeErrors.threwWhile("handling what the front end sent", e));
        }
    }

    private void keep(Result result, boolean isShown) {
        if (isShown) {
            results.addLast(result);
            if (results.size() > KEPT_RESULTS) {
                forget(results.removeFirst());
            }
        } else {
            forget(result);
        }
    }

    private void forget(Result result) {
        control.forget(result.className(), result.variable().name());
        // After this the name no longer compiles, which says more than a value that has silently become null.
        shell.drop(result.variable());
    }

    /**
     * What declarations of this cell still lack. A method or a type may name what a later cell declares, which is told
     * and no more; a variable cannot wait.
     */
    private Optional<CellError> unresolved(Cell cell, Map<DeclarationSnippet, Piece> declared) {
        Optional<CellError> failure = Optional.empty();
        for (Map.Entry<DeclarationSnippet, Piece> entry : declared.entrySet()) {
            DeclarationSnippet declaration = entry.getKey();
            Status status = shell.status(declaration);
            if (status != Status.RECOVERABLE_DEFINED && status != Status.RECOVERABLE_NOT_DEFINED) {
                continue;
            }
            List<String> missing = shell.unresolvedDependencies(declaration).toList();
            if (declaration instanceof VarSnippet) {
                failure = failure.or(() -> Optional.of(CompileErrors.unresolved(cell, entry.getValue(), missing)));
            } else {
                CompileErrors.unresolvedYet(cell, entry.getValue(), declaration.name(), missing)
                        .forEach(System.err::println);
            }
        }
        return failure;
    }

    @Override
    public void close() {
        shell.close();
    }
}
