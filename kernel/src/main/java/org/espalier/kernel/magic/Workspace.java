package org.espalier.kernel.magic;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.espalier.report.Rendering;

/** What a magic may do with the session of the notebook. */
public interface Workspace {

    /**
     * Something that the session has declared.
     *
     * @param name as cells call it
     * @param kind {@code variable}, {@code method}, {@code class} and so on
     * @param type of a variable or of what a method takes and returns; empty for a type
     * @param value of a variable as text; empty for all else
     */
    record Declared(String name, String kind, String type, String value) {}

    /**
     * What running code took, without the time of compiling it.
     *
     * @param wallNanos nanoseconds on the clock
     * @param cpuNanos nanoseconds of this thread on a processor
     * @param allocatedBytes bytes that this thread allocated on the heap
     */
    record Cost(long wallNanos, long cpuNanos, long allocatedBytes) {}

    /**
     * Runs Java as if it stood in the cell.
     *
     * @param source Java; its lines are told in errors as those of the cell from {@code offset} on
     * @param offset where it begins in the cell
     * @return the value of its last expression, rendered
     * @throws CellFailed when it doesn't compile or throws
     */
    Optional<Rendering> evaluate(String source, int offset);

    /**
     * Runs the Java of another file.
     *
     * @param origin how errors call it
     * @throws CellFailed when it doesn't compile or throws
     */
    Optional<Rendering> evaluateFile(String source, String origin);

    /**
     * Compiles Java to something that can be called again and again; its declarations stay its own.
     *
     * @param source statements, the last of which may be an expression: the value
     * @param offset where it begins in the cell
     * @throws CellFailed when it doesn't compile
     */
    Callable<?> compile(String source, int offset);

    /** Runs something that an interrupt of the cell may end. */
    <T> T interruptibly(Callable<T> body) throws Exception;

    /** What all code of this cell took so far. */
    Cost cost();

    /** Adds jars or folders of classes to what cells can use; those that are there already change nothing. */
    void addToClassPath(List<Path> entries);

    /** The class path, in order. */
    List<Path> classPath();

    /** What the session has declared, in the order of declaration. */
    List<Declared> declared();

    /** Forgets everything that was declared; imports and the class path stay. */
    void reset();
}
