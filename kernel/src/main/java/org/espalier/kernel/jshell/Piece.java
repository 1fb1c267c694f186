package org.espalier.kernel.jshell;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * One snippet of a cell.
 *
 * @param source the snippet's text, a missing {@code ;} added
 * @param offset where it begins in the cell
 * @param complete whether it could be told apart from what follows; if not, it is the rest of the cell
 */
record Piece(String source, int offset, boolean complete) {

    /** The snippets of a cell in order; comments and blanks between them are left out. */
    static List<Piece> split(SourceCodeAnalysis analysis, String cell) {
        List<Piece> pieces = new ArrayList<>();
        int at = skipBlanks(cell, 0);
        while (at < cell.length()) {
            CompletionInfo info = analysis.analyzeCompletion(cell.substring(at));
            switch (info.completeness()) {
                case COMPLETE, COMPLETE_WITH_SEMI, CONSIDERED_INCOMPLETE -> {
                    pieces.add(new Piece(info.source(), at, true));
                    int rest = cell.length() - info.remaining().length();
                    at = rest > at ? skipBlanks(cell, rest) : cell.length();
                }
                case EMPTY -> at = cell.length();
                default -> {
                    pieces.add(new Piece(cell.substring(at), at, false));
                    at = cell.length();
                }
            }
        }
        return pieces;
    }

    /** The snippets of a part of a cell that begins at {@code offset}. */
    static List<Piece> split(SourceCodeAnalysis analysis, String part, int offset) {
        return split(analysis, part).stream()
                .map(piece -> new Piece(piece.source(), offset + piece.offset(), piece.complete()))
                .toList();
    }

    /** Whether Java can end here: nothing in it is left open. */
    static boolean isWhole(SourceCodeAnalysis analysis, String java) {
        return split(analysis, java).stream().allMatch(Piece::complete);
    }

    /** Where the snippet begins that {@code end} is in. */
    static int lastBefore(SourceCodeAnalysis analysis, String cell, int end) {
        List<Piece> pieces = split(analysis, cell.substring(0, end));
        return pieces.isEmpty() ? end : pieces.get(pieces.size() - 1).offset();
    }

    /** Whether the snippet is ended by a {@code ;}, which keeps its value from being shown. */
    boolean ended() {
        return JavaText.bare(source).stripTrailing().endsWith(";");
    }

    private static int skipBlanks(String cell, int from) {
        int at = from;
        while (at < cell.length() && Character.isWhitespace(cell.charAt(at))) {
            at++;
        }
        return at;
    }
}
