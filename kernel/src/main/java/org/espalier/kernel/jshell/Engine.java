package org.espalier.kernel.jshell;

import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import org.espalier.kernel.inspect.Names;
import org.espalier.kernel.jshell.Origins.Origin;
import org.espalier.kernel.magic.CellFailed;
import org.espalier.kernel.magic.CellPart;
import org.espalier.kernel.magic.MagicException;
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
            "java.util.regex.*",
            "java.util.stream.*",
            "tech.tablesaw.api.*",
            "org.espalier.kernel.cell.Comm",
            "org.espalier.kernel.cell.Comms",
            "static org.espalier.kernel.cell.Cells.*",
            "static org.espalier.Pruning.*",
            // Last, because the compiler reads these large types again with every import that follows.
            "org.nd4j.linalg.api.ndarray.INDArray",
            "org.nd4j.linalg.factory.Nd4j");

    /** Later than the first answer, which it would delay. */
    private static final Executor AFTER_THE_START = CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS);

    private final UserCode userCode;
    private final NotebookControl control;
    private final Future<ClassPathIndex> classPathIndex;
    private final JShell shell;
    private final Origins origins = new Origins();
    private final RuntimeErrors runtimeErrors = new RuntimeErrors(origins);
    private final KeptValues values;
    private final SessionMemory memory;
    private final CompletableFuture<HeapWatch> heapWatch;

    Engine(UserCode userCode) {
        this(userCode, SessionMemory.OFTEN);
    }

    /** An engine that lets go of what is over each time that so many snippets ran. */
    Engine(UserCode userCode, int often) {
        this.userCode = userCode;
        control = new NotebookControl(userCode);
        Thread.currentThread().setContextClassLoader(control.loader());
        Map<Boolean, List<Path>> classPath = classPathOfJava();
        List<Path> jars = classPath.getOrDefault(true, List.of());
        List<Path> others = classPath.getOrDefault(false, List.of());
        classPathIndex = ClassPathIndex.reading(jars);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        shell = JShell.builder()
                .executionEngine(control.provider(), Map.of())
                .fileManager(files -> new CompilerFiles(files, jars, others, classPathIndex))
                .in(InputStream.nullInputStream())
                .out(nowhere)
                .err(nowhere)
                .build();
        values = new KeptValues(shell, control);
        memory = new SessionMemory(shell, origins, often);
        heapWatch = CompletableFuture.supplyAsync(() -> new HeapWatch(userCode), AFTER_THE_START);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> runtimeErrors.onThread(thread, thrown).forEach(System.err::println));
        for (String each : IMPORTS) {
            shell.eval("import " + each + ";");
        }
    }

    /** The class path that Java was started with: its jars under {@code true}, what else is there under {@code false}. */
    private static Map<Boolean, List<Path>> classPathOfJava() {
        return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .filter(Files::exists)
                .distinct()
                .collect(Collectors.partitioningBy(entry -> entry.toString().endsWith(".jar")));
    }

    SourceCodeAnalysis analysis() {
        return shell.sourceCodeAnalysis();
    }

    /** The classes in jars, which JShell's own index leaves out. */
    ClassPathIndex classPath() {
        return ClassPathIndex.await(classPathIndex);
    }

    /** The names that the imports of this session, its user's too, make short. */
    Names names() {
        return new Names(
                control.loader(), shell.imports().map(ImportSnippet::fullname).toList());
    }

    /** The values of the session's variables by name, the latest first; what is null is left out. */
    Map<String, Object> variables() {
        List<VarSnippet> variables = shell.variables()
                .filter(each -> shell.status(each) == Status.VALID)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(variables);
        Map<String, Object> values = new LinkedHashMap<>();
        variables.forEach(each -> valueOf(each).ifPresent(value -> values.put(each.name(), value)));
        return values;
    }

    /** What a variable holds; empty for null. */
    Optional<Object> valueOf(VarSnippet variable) {
        control.takeValue();
        shell.varValue(variable);
        return Optional.ofNullable(control.takeValue());
    }

    /** What a variable holds, in few words; empty where there is no such variable. */
    Optional<String> shortValue(String variable) {
        return Optional.ofNullable(variables().get(variable)).map(value -> ShortText.of(value, userCode));
    }

    CellResult evaluate(Cell cell) {
        if (heapWatch.isDone() && !heapWatch.isCompletedExceptionally()) {
            heapWatch.join().arm();
        }
        try {
            return run(cell);
        } finally {
            memory.afterCell();
        }
    }

    private CellResult run(Cell cell) {
        List<CellPart> parts = CellPart.mayHaveMagic(cell.source())
                ? CellPart.split(cell.source(), java -> Piece.isWhole(analysis(), java))
                : List.of(new CellPart.Java(cell.source(), 0));
        Optional<CellResult> unparsed = unparsed(cell, parts);
        if (unparsed.isPresent()) {
            return unparsed.get();
        }
        Map<DeclarationSnippet, Piece> declared = new LinkedHashMap<>();
        CellResult last = CellResult.nothing();
        for (CellPart part : parts) {
            last = part instanceof CellPart.Java java
                    ? evaluate(cell, java, declared)
                    : run(cell, (CellPart.Command) part);
            if (last.error().isPresent()) {
                return last;
            }
        }
        return unresolved(cell, declared).map(CellResult::failed).orElse(last);
    }

    /** A cell that doesn't parse runs not at all, rather than as far as the slip. */
    private Optional<CellResult> unparsed(Cell cell, List<CellPart> parts) {
        return parts.stream()
                .filter(CellPart.Java.class::isInstance)
                .flatMap(part -> pieces((CellPart.Java) part).stream())
                .filter(piece -> !piece.complete() && isErroneous(piece))
                .findFirst()
                .map(piece -> evaluate(cell, piece, new LinkedHashMap<>()));
    }

    private List<Piece> pieces(CellPart.Java part) {
        return Piece.split(analysis(), part.source(), part.offset());
    }

    private CellResult evaluate(Cell cell, CellPart.Java part, Map<DeclarationSnippet, Piece> declared) {
        CellResult last = CellResult.nothing();
        for (Piece piece : pieces(part)) {
            if (Stop.requested()) {
                return CellResult.failed(runtimeErrors.interrupted(null));
            }
            last = evaluate(cell, piece, declared);
            if (last.error().isPresent()) {
                return last;
            }
        }
        return last;
    }

    private CellResult run(Cell cell, CellPart.Command command) {
        try {
            return command.magic()
                    .run(command.invocation(), new CellWorkspace(this, cell))
                    .map(CellResult::of)
                    .orElse(CellResult.nothing());
        } catch (CellFailed e) {
            return CellResult.failed(e.error());
        } catch (MagicException e) {
            return CellResult.failed(CompileErrors.misused(cell, command, e));
        } catch (Exception | Error e) {
            return CellResult.failed(
                    Stop.requested()
                            ? runtimeErrors.interrupted(null)
                            : runtimeErrors.ofMagic(command.invocation().name(), e));
        }
    }

    /** Evaluates Java of a cell that a magic found at {@code offset}. */
    CellResult evaluate(Cell cell, String source, int offset) {
        Map<DeclarationSnippet, Piece> declared = new LinkedHashMap<>();
        CellPart.Java part = new CellPart.Java(source, offset);
        Optional<CellResult> unparsed = unparsed(cell, List.of(part));
        if (unparsed.isPresent()) {
            return unparsed.get();
        }
        CellResult result = evaluate(cell, part, declared);
        return result.error().isPresent()
                ? result
                : unresolved(cell, declared).map(CellResult::failed).orElse(result);
    }

    /**
     * The value of one expression that is made of a cell's text between {@code prefix} and {@code suffix}; nothing keeps
     * it here.
     *
     * @param inserted how many characters stand in {@code source} before its last statement that the cell hasn't
     */
    Object valueOf(Cell cell, int offset, String prefix, int inserted, String source, String suffix) {
        Piece piece = new Piece(prefix + source + suffix, offset - prefix.length() - inserted, true);
        control.expectSnippets();
        memory.count();
        for (SnippetEvent event : shell.eval(piece.source())) {
            if (event.causeSnippet() == null) {
                origins.remember(event.snippet(), Origin.of(cell, offset));
                if (event.status() == Status.REJECTED) {
                    throw new CellFailed(CompileErrors.rejected(
                            cell, piece, shell.diagnostics(event.snippet()).toList(), new Fixes(this)));
                }
                if (event.exception() != null) {
                    throw new CellFailed(failure(cell, piece, event.exception()));
                }
                Object value = Objects.requireNonNull(control.takeValue());
                if (event.snippet() instanceof VarSnippet variable) {
                    values.follow(event);
                    values.drop(variable);
                }
                return value;
            }
        }
        throw new IllegalStateException("JShell evaluated nothing");
    }

    SessionMemory memory() {
        return memory;
    }

    KeptValues values() {
        return values;
    }

    JShell shell() {
        return shell;
    }

    NotebookControl control() {
        return control;
    }

    UserCode userCode() {
        return userCode;
    }

    private boolean isErroneous(Piece piece) {
        return analysis().sourceToSnippets(piece.source()).stream().allMatch(s -> s.kind() == Kind.ERRONEOUS);
    }

    private CellResult evaluate(Cell cell, Piece piece, Map<DeclarationSnippet, Piece> declared) {
        CellResult result = CellResult.nothing();
        Origin origin = Origin.of(cell, piece.offset());
        control.expectSnippets();
        memory.count();
        for (SnippetEvent event : shell.eval(piece.source())) {
            values.follow(event);
            if (event.causeSnippet() != null) {
                continue;
            }
            Snippet snippet = event.snippet();
            origins.remember(snippet, origin);
            if (event.status() == Status.REJECTED) {
                return CellResult.failed(CompileErrors.rejected(
                        cell, piece, shell.diagnostics(snippet).toList(), new Fixes(this)));
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
                values.keep((VarSnippet) snippet, isShown);
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
        } catch (RuntimeException | Error e) {
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
        } catch (RuntimeException | Error e) {
            return Optional.of(
                    Stop.requested()
                            ? runtimeErrors.interrupted(null)
                            : runtimeErrors.threwWhile("handling what the front end sent", e));
        }
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
                failure = failure.or(
                        () -> Optional.of(CompileErrors.unresolved(cell, entry.getValue(), missing, new Fixes(this))));
            } else {
                CompileErrors.unresolvedYet(cell, entry.getValue(), declaration.name(), missing, new Fixes(this))
                        .forEach(System.err::println);
            }
        }
        return failure;
    }

    @Override
    public void close() {
        var unused = heapWatch.thenAccept(HeapWatch::close);
        shell.close();
    }
}
