package org.espalier.kernel.jshell;

import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.espalier.kernel.inspect.Signature;
import org.espalier.kernel.jshell.Completions.Match;
import org.espalier.report.LayerNames;
import org.espalier.text.LayerName;

/** Completes the names of layers where a method takes them, from the models that the session's variables hold. */
final class LayerArguments {

    private final Engine engine;
    private final SourceCodeAnalysis analysis;

    LayerArguments(Engine engine) {
        this.engine = engine;
        analysis = engine.analysis();
    }

    Completions complete(CursorText text) {
        int start = text.literalStart() + 1;
        Completions nothing = new Completions(text.cursor(), text.cursor(), List.of());
        if (start > text.cursor() || !text.source().startsWith("\"", start - 1)) {
            return nothing;
        }
        CursorText before = CursorText.of(text.source(), start - 1);
        Optional<CursorText.Call> call = before.call().filter(each -> takesLayers(before, each));
        if (call.isEmpty()) {
            return nothing;
        }
        String typed = text.source().substring(start, text.cursor());
        List<String> others = before.arguments(call.get().open()).texts();
        List<Match> matches = engine.variables().values().stream()
                .flatMap(value -> LayerNames.in(value).stream())
                .distinct()
                .filter(name -> name.startsWith(typed) && !others.contains('"' + name + '"'))
                .map(name -> new Match(name, "layer", ""))
                .toList();
        return new Completions(start, text.cursor(), matches);
    }

    private boolean takesLayers(CursorText text, CursorText.Call call) {
        int end = call.open() + 1;
        String snippet = text.source().substring(Piece.lastBefore(analysis, text.source(), end), end);
        return analysis.documentation(snippet, snippet.length(), false).stream()
                .map(Documentation::signature)
                .flatMap(each -> Signature.of(each).stream())
                .flatMap(each -> engine.names().executable(each).stream())
                .anyMatch(method -> takesLayer(method.getParameters(), method.isVarArgs(), call.argument()));
    }

    private static boolean takesLayer(Parameter[] parameters, boolean isVarArgs, int argument) {
        int index = isVarArgs ? Math.min(argument, parameters.length - 1) : argument;
        return index < parameters.length && parameters[index].isAnnotationPresent(LayerName.class);
    }
}
