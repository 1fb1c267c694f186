package org.espalier.kernel.jshell;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.espalier.kernel.inspect.Explanation;
import org.espalier.kernel.inspect.Explanations;
import org.espalier.kernel.inspect.Names;
import org.espalier.kernel.inspect.Signature;
import org.espalier.kernel.jshell.CursorText.Arguments;

/** Explains the name at the cursor, or the call that it is in. */
final class Inspector {

    /** Of a call, after the name: {@code (}, or {@code <String>(}. */
    private static final Pattern OPENING = Pattern.compile("\\s*(?:<[\\w\\s.,?<>\\[\\]]*>\\s*)?\\(");

    private static final int MOST_TYPED_ARGUMENTS = 4;

    private final Engine engine;
    private final SourceCodeAnalysis analysis;
    private final Names names;

    Inspector(Engine engine) {
        this.engine = engine;
        analysis = engine.analysis();
        names = engine.names();
    }

    /** What the name or the call at the cursor is; empty when that isn't known. */
    Optional<Explanation> inspect(String source, int cursor) {
        CursorText text = CursorText.of(source, cursor);
        if (text.isInComment()) {
            return Optional.empty();
        }
        Optional<Explanation> named = text.isInLiteral() ? Optional.empty() : ofName(text);
        return named.or(() -> ofCall(text)).or(() -> ofExpression(text));
    }

    private Optional<Explanation> ofName(CursorText text) {
        int start = text.nameStart();
        int end = text.nameEnd();
        if (start == end) {
            return Optional.empty();
        }
        String snippet = snippetBefore(text.source(), end);
        Matcher open = OPENING.matcher(text.bare()).region(end, text.bare().length());
        if (open.lookingAt()) {
            return ofMethod(snippet + "(", text.arguments(open.end() - 1), OptionalInt.empty());
        }
        return ofPlainName(snippet, text.source().substring(start, end))
                .or(() -> ofMethod(snippet + "(", new Arguments(List.of(), false), OptionalInt.empty()));
    }

    private Optional<Explanation> ofCall(CursorText text) {
        return text.call()
                .flatMap(call -> ofMethod(
                        snippetBefore(text.source(), call.open() + 1),
                        text.arguments(call.open()),
                        OptionalInt.of(call.argument())));
    }

    private Optional<Explanation> ofExpression(CursorText text) {
        String snippet = snippetBefore(text.source(), text.cursor());
        String type = snippet.isBlank() ? null : analysis.analyzeType(snippet, snippet.length());
        return Optional.ofNullable(type)
                .map(each -> Explanation.of(CompileErrors.readable(each) + " " + snippet.strip(), ""));
    }

    /** A variable or a type. */
    private Optional<Explanation> ofPlainName(String snippet, String name) {
        List<Documentation> found = analysis.documentation(snippet, snippet.length(), false);
        if (found.isEmpty() || Signature.of(found.get(0).signature()).isPresent()) {
            return Optional.empty();
        }
        String signature = found.get(0).signature();
        int colon = signature.indexOf(':');
        if (colon < 0) {
            return Optional.of(new Explanations(names).ofType(signature, signature, comment(snippet, signature)));
        }
        String head = CompileErrors.readable(signature.substring(colon + 1)) + " " + signature.substring(0, colon);
        return Optional.of(Explanation.of(
                head, snippet.strip().equals(name) ? engine.shortValue(name).orElse("") : ""));
    }

    /** The methods that {@code snippet}, which ends with {@code (}, may call. */
    private Optional<Explanation> ofMethod(String snippet, Arguments arguments, OptionalInt argument) {
        List<Signature> found = analysis.documentation(snippet, snippet.length(), false).stream()
                .map(Documentation::signature)
                .distinct()
                .map(Signature::of)
                .flatMap(Optional::stream)
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Signature> ranked = found.size() == 1 ? found : ranked(found, arguments, argument);
        Signature first = ranked.get(0);
        return Optional.of(new Explanations(names)
                .ofMethods(
                        ranked.stream()
                                .map(each -> CompileErrors.readable(each.text()))
                                .distinct()
                                .toList(),
                        ranked,
                        comment(snippet, first),
                        argument));
    }

    /** What fits the arguments first: by their number, then by their types. */
    private List<Signature> ranked(List<Signature> signatures, Arguments arguments, OptionalInt argument) {
        List<String> types = arguments.texts().stream()
                .limit(MOST_TYPED_ARGUMENTS)
                .map(each -> each.isEmpty() ? null : analysis.analyzeType(each, each.length()))
                .map(each -> each == null ? "" : Names.simple(each))
                .toList();
        return signatures.stream()
                .sorted(Comparator.comparing((Signature each) -> !takes(each, arguments, argument))
                        .thenComparing(each -> -fitting(each, types)))
                .toList();
    }

    /** Empty parentheses with the cursor in them are about to be filled. */
    private static boolean takes(Signature signature, Arguments arguments, OptionalInt argument) {
        int written = arguments.texts().size();
        return arguments.closed() && (written > 0 || argument.isEmpty())
                ? signature.takes(written)
                : signature
                        .parameterOf(Math.max(argument.orElse(0), written - 1))
                        .isPresent();
    }

    private static long fitting(Signature signature, List<String> types) {
        return IntStream.range(0, types.size())
                .filter(i -> signature
                        .parameterOf(i)
                        .filter(each -> Names.simple(each.type()).equals(types.get(i)))
                        .isPresent())
                .count();
    }

    private String comment(String snippet, Signature signature) {
        return comment(snippet, signature.owner(), signature.text());
    }

    private String comment(String snippet, String type) {
        return comment(snippet, type, type);
    }

    /** The comment in the JDK's sources; looking for it where it can't be takes long. */
    private String comment(String snippet, String type, String signature) {
        if (names.type(type).filter(Names::isOfTheJdk).isEmpty()) {
            return "";
        }
        return analysis.documentation(snippet, snippet.length(), true).stream()
                .filter(each -> each.signature().equals(signature) && each.javadoc() != null)
                .map(Documentation::javadoc)
                .findFirst()
                .orElse("");
    }

    private String snippetBefore(String source, int end) {
        return source.substring(Piece.lastBefore(analysis, source, end), end);
    }
}
