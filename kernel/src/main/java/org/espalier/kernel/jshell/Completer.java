package org.espalier.kernel.jshell;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.espalier.kernel.inspect.Members;
import org.espalier.kernel.inspect.Names;
import org.espalier.kernel.jshell.Completions.Match;

/** Completes the name at the cursor, by JShell's own analysis of the snippet that it is in. */
final class Completer {

    private static final Set<String> OF_EVERY_OBJECT =
            Set.of("equals(", "getClass()", "hashCode()", "notify()", "notifyAll()", "toString()", "wait(", "class");

    private final SourceCodeAnalysis analysis;
    private final Names names;
    private final ClassPathIndex classPath;
    private final LayerArguments layers;

    Completer(Engine engine) {
        analysis = engine.analysis();
        names = engine.names();
        classPath = engine.classPath();
        layers = new LayerArguments(engine);
    }

    Completions complete(String source, int cursor) {
        CursorText text = CursorText.of(source, cursor);
        int at = text.cursor();
        if (text.isInComment()) {
            return new Completions(at, at, List.of());
        }
        return text.isInLiteral() ? layers.complete(text) : ofCode(text);
    }

    private Completions ofCode(CursorText text) {
        int at = text.cursor();
        int begin = Piece.lastBefore(analysis, text.source(), at);
        int[] anchor = {at - begin};
        List<Suggestion> suggestions =
                analysis.completionSuggestions(text.source().substring(begin, at), at - begin, anchor);
        int start = suggestions.isEmpty() ? text.nameStart() : begin + anchor[0];
        // Where nothing is typed yet, every class there is would be offered too; what fits is enough then.
        boolean isFitting = start == at && suggestions.stream().anyMatch(Suggestion::matchesType);
        Members members = membersAt(text, start);
        Stream<Match> matches = suggestions.stream()
                .filter(suggestion -> !isFitting || suggestion.matchesType())
                .sorted(Comparator.comparing(Suggestion::matchesType)
                        .reversed()
                        // Before anything is typed, what is special to this session rather than every class.
                        .thenComparing(suggestion ->
                                start == at && kind(suggestion.continuation()).equals("class"))
                        .thenComparing(suggestion -> OF_EVERY_OBJECT.contains(suggestion.continuation()))
                        .thenComparing(suggestion -> members.isDeprecated(name(suggestion.continuation()))))
                .map(Suggestion::continuation)
                .distinct()
                .map(each -> new Match(each, kind(each), members.signature(name(each))));
        return new Completions(
                start,
                at,
                Stream.concat(matches, packages(text, start)).distinct().toList());
    }

    /** JShell's own index has no packages of jars, since its compiler doesn't read them itself. */
    private Stream<Match> packages(CursorText text, int start) {
        String typed = text.source().substring(start, text.cursor());
        boolean isInside = start > 0 && text.source().charAt(start - 1) == '.';
        String parent = isInside ? text.receiver(start - 1) : "";
        if (isInside ? !parent.matches("[a-z]\\w*(\\.[a-z]\\w*)*") : typed.isEmpty()) {
            return Stream.empty();
        }
        return classPath.packagesIn(parent).stream()
                .filter(each -> each.startsWith(typed))
                .map(each -> new Match(each + ".", "package", ""));
    }

    private Members membersAt(CursorText text, int start) {
        if (start == 0 || text.source().charAt(start - 1) != '.') {
            return Members.ofStaticImports(names);
        }
        String receiver = text.receiver(start - 1);
        String type = analysis.analyzeType(receiver, receiver.length());
        return Stream.of(type == null ? "" : type, receiver)
                .flatMap(each -> names.type(each).stream())
                .findFirst()
                .map(Members::of)
                .orElse(Members.NONE);
    }

    private static String name(String continuation) {
        int open = continuation.indexOf('(');
        return open < 0 ? continuation : continuation.substring(0, open);
    }

    private static String kind(String continuation) {
        if (continuation.endsWith(".")) {
            return "package";
        }
        if (continuation.contains("(")) {
            return Character.isUpperCase(continuation.charAt(0)) ? "class" : "method";
        }
        if (SourceVersion.isKeyword(continuation)) {
            return "keyword";
        }
        return continuation.matches("[A-Z]\\w*[a-z]\\w*") ? "class" : "field";
    }
}
