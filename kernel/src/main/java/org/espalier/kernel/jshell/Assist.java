package org.espalier.kernel.jshell;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completion and explanation of a cell's text, by JShell's own analysis of the snippet at the cursor. */
final class Assist {

    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("equals(", "getClass()", "hashCode()", "notify()", "notifyAll()", "toString()", "wait(");

    private Assist() {}

    static Completions complete(SourceCodeAnalysis analysis, String source, int cursor) {
        int at = Math.max(0, Math.min(cursor, source.length()));
        int begin = beginOfSnippet(analysis, source, at);
        int[] anchor = {at - begin};
        List<Suggestion> suggestions = analysis.completionSuggestions(source.substring(begin, at), at - begin, anchor);
        // Where nothing is typed yet, every class there is would be offered too; what fits is enough then.
        boolean isFitting = begin + anchor[0] == at && suggestions.stream().anyMatch(Suggestion::matchesType);
        List<String> matches = suggestions.stream()
                .filter(suggestion -> !isFitting || suggestion.matchesType())
                .sorted(Comparator.comparing(Suggestion::matchesType)
                        .reversed()
                        .thenComparing(suggestion -> OF_EVERY_OBJECT.contains(suggestion.continuation())))
                .map(Suggestion::continuation)
                .distinct()
                .toList();
        return new Completions(begin + anchor[0], at, matches);
    }

    static String inspect(SourceCodeAnalysis analysis, String source, int cursor, boolean withDocumentation) {
        int at = Math.max(0, Math.min(cursor, source.length()));
        while (at < source.length() && Character.isJavaIdentifierPart(source.charAt(at))) {
            at++;
        }
        int begin = beginOfSnippet(analysis, source, at);
        String snippet = source.substring(begin, at);
        String described = describe(analysis, snippet, withDocumentation);
        // JShell describes a method only inside its parentheses, a front end asks while the cursor is on the name.
        if (described.isEmpty() && !snippet.endsWith("(")) {
            described = describe(analysis, snippet + "(", withDocumentation);
        }
        if (described.isEmpty()) {
            String type = analysis.analyzeType(snippet, snippet.length());
            described = type == null ? "" : CompileErrors.readable(type) + " " + snippet.strip();
        }
        return described;
    }

    private static String describe(SourceCodeAnalysis analysis, String snippet, boolean withDocumentation) {
        return analysis.documentation(snippet, snippet.length(), withDocumentation).stream()
                .map(Assist::text)
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    private static String text(Documentation documentation) {
        String javadoc = documentation.javadoc();
        String signature = CompileErrors.readable(documentation.signature());
        return javadoc == null ? signature : signature + "\n\n" + javadoc.strip() + "\n";
    }

    static Completeness completeness(SourceCodeAnalysis analysis, String source) {
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

    private static int beginOfSnippet(SourceCodeAnalysis analysis, String source, int cursor) {
        List<Piece> pieces = Piece.split(analysis, source.substring(0, cursor));
        return pieces.isEmpty() ? cursor : pieces.get(pieces.size() - 1).offset();
    }
}
