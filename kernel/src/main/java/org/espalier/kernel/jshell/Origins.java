package org.espalier.kernel.jshell;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.Snippet;

/** Remembers from which cell and line each snippet came, so that errors are told in lines of cells. */
final class Origins {

    private final Map<String, Origin> byId = new ConcurrentHashMap<>();

    /**
     * Where a snippet came from.
     *
     * @param cell how errors call the cell
     * @param firstLine the line of the cell on which the snippet begins, counted from 1
     * @param lines all lines of the cell
     */
    record Origin(String cell, int firstLine, List<String> lines) {

        static Origin of(Cell cell, int offset) {
            List<String> lines = cell.source().lines().toList();
            int before = (int) cell.source()
                    .substring(0, offset)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            return new Origin(cell.name(), before + 1, lines);
        }

        /** The line of the cell that is line {@code line} of the snippet. */
        int lineInCell(int line) {
            return firstLine + line - 1;
        }

        /** The text of a line of the cell, counted from 1; empty past its end. */
        String text(int lineInCell) {
            return lineInCell >= 1 && lineInCell <= lines.size() ? lines.get(lineInCell - 1) : "";
        }
    }

    void remember(Snippet snippet, Origin origin) {
        byId.put(snippet.id(), origin);
    }

    /** Forgets the snippets that have none of these ids. */
    void keepOnly(Set<String> ids) {
        byId.keySet().retainAll(ids);
    }

    /** The origin of the snippet that JShell names {@code #id} in stack frames. */
    Optional<Origin> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
