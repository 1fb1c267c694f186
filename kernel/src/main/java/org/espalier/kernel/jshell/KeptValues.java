package org.espalier.kernel.jshell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/**
 * Which values the session keeps. JShell keeps each in a static field of a class that is never unloaded: what a variable
 * held before it was declared anew, and every result {@code $1}, {@code $2} and so on, would fill the memory.
 */
final class KeptValues {

    /** Results such as {@code $7} that stay usable. */
    private static final int KEPT_RESULTS = 2;

    private final JShell shell;
    private final NotebookControl control;
    private final Map<String, String> classOfVariable = new HashMap<>();
    private final Deque<VarSnippet> results = new ArrayDeque<>();

    KeptValues(JShell shell, NotebookControl control) {
        this.shell = shell;
        this.control = control;
    }

    /** Takes note of the class that now holds a variable, and empties the one that held it before. */
    void follow(SnippetEvent event) {
        if (!(event.snippet() instanceof VarSnippet variable) || event.status() != Status.VALID) {
            return;
        }
        if (event.causeSnippet() != null) {
            // It depends on a variable that has changed and was declared anew with it; which class holds it isn't told.
            classOfVariable.remove(variable.name());
            return;
        }
        String now = control.holderOf(variable.name()).orElse("");
        String before = classOfVariable.put(variable.name(), now);
        if (before != null && !before.isEmpty() && !before.equals(now)) {
            control.forget(before, variable.name());
        }
    }

    /** A result stays for the next cells if it was shown. */
    void keep(VarSnippet result, boolean isShown) {
        if (!isShown) {
            drop(result);
            return;
        }
        results.addLast(result);
        if (results.size() > KEPT_RESULTS) {
            drop(results.removeFirst());
        }
    }

    /** After this the name no longer compiles, which says more than a value that has silently become null. */
    void drop(VarSnippet variable) {
        String className = classOfVariable.remove(variable.name());
        if (className != null && !className.isEmpty()) {
            control.forget(className, variable.name());
        }
        shell.drop(variable);
    }

    /** Drops every declaration; imports stay. */
    void reset() {
        results.clear();
        shell.snippets()
                .filter(snippet ->
                        snippet.kind() != Kind.IMPORT && shell.status(snippet).isActive())
                .toList()
                .forEach(snippet -> {
                    if (snippet instanceof VarSnippet variable) {
                        drop(variable);
                    } else {
                        shell.drop(snippet);
                    }
                });
    }
}
