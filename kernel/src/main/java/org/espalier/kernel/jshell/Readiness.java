package org.espalier.kernel.jshell;

import java.util.List;
import jdk.jshell.SourceCodeAnalysis;

/** Tells whether Enter should run a cell or begin a new line. */
final class Readiness {

    private Readiness() {}

    static Completeness of(SourceCodeAnalysis analysis, String source) {
        List<Piece> pieces = Piece.split(analysis, source);
        if (pieces.isEmpty()) {
            return Completeness.COMPLETE;
        }
        return switch (analysis.analyzeCompletion(
                        source.substring(pieces.get(pieces.size() - 1).offset()))
                .completeness()) {
            case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> Completeness.INCOMPLETE;
            case UNKNOWN -> Completeness.INVALID;
            default -> Completeness.COMPLETE;
        };
    }
}
