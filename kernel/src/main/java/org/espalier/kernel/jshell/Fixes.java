package org.espalier.kernel.jshell;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.QualifiedNames;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import org.espalier.kernel.inspect.Names;
import org.espalier.text.NearestName;

/** What would mend an error of the compiler: an import, the name that was meant, a bracket. */
final class Fixes {

    private static final int MOST_IMPORTS = 5;
    private static final int MOST_CANDIDATES = 40;

    private static final int INDEX_WAITS = 20;
    private static final long INDEX_WAIT_NANOS = 100_000_000;

    private static final Pattern SYMBOL = Pattern.compile("symbol: *(class|variable|method) (?:<.*>)?(\\w+)");
    private static final Pattern PACKAGE = Pattern.compile("package (\\w+) does not exist");
    /** Packages are ranked in this order, those of no pattern after all. */
    private static final List<Pattern> BEST_FIRST = List.of(
            Pattern.compile("java\\.util\\..*"),
            Pattern.compile("java\\..*"),
            Pattern.compile("org\\.espalier\\..*"),
            Pattern.compile("(?!.*(shade|internal|repack|shaded|impl)\\b).*(deeplearning4j|nd4j|tablesaw).*"),
            Pattern.compile("(?!.*(shade|internal|repack|shaded|impl)\\b).*"));

    private final SourceCodeAnalysis analysis;
    private final Names names;
    private final ClassPathIndex classPath;

    Fixes(Engine engine) {
        analysis = engine.analysis();
        names = engine.names();
        classPath = engine.classPath();
    }

    /**
     * Lines to tell below an error; none where nothing helps.
     *
     * @param message the compiler's
     * @param piece the snippet that it is about
     * @param position where in the snippet the error is, or something before that
     */
    List<String> of(String message, Piece piece, int position) {
        Matcher symbol = SYMBOL.matcher(message);
        if (symbol.find()) {
            return ofName(symbol.group(1), symbol.group(2), piece, position);
        }
        Matcher missing = PACKAGE.matcher(message);
        if (missing.find()) {
            // Of Colour.RED, where there is no Colour, the compiler thinks that it were a package.
            return ofName("class", missing.group(1), piece, position);
        }
        if (!isAboutSyntax(message)) {
            return List.of();
        }
        Optional<String> bracket = Brackets.hint(piece.source());
        if (bracket.isEmpty() && message.startsWith("';' expected")) {
            return List.of("statements are parted by a ; and only the last of a cell may go without");
        }
        return bracket.stream().toList();
    }

    private static boolean isAboutSyntax(String message) {
        return message.contains("expected") || message.contains("illegal start of") || message.contains("reached end");
    }

    private List<String> ofName(String kind, String name, Piece piece, int position) {
        boolean mayBeType = kind.equals("class") || Character.isUpperCase(name.charAt(0));
        List<String> imports = mayBeType && !isMember(name, piece, position) ? imports(name) : List.of();
        if (imports.size() == 1) {
            return List.of("try: import " + imports.get(0) + ";");
        }
        if (!imports.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("try one of:"));
            imports.forEach(each -> lines.add("    import " + each + ";"));
            return lines;
        }
        return nearest(name, piece, position).stream()
                .map(each -> "did you mean " + each + "?")
                .toList();
    }

    /** The qualified names of the public classes of this simple name that aren't imported, best first. */
    private List<String> imports(String name) {
        return Stream.concat(outsideOfJars(name).stream(), classPath.named(name).stream())
                .distinct()
                .filter(each -> each.indexOf('.') > 0)
                .sorted(Comparator.comparingInt(Fixes::rank)
                        .thenComparing(String::length)
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_CANDIDATES)
                .filter(each -> names.type(each)
                        .filter(type -> Modifier.isPublic(type.getModifiers()))
                        .isPresent())
                .limit(MOST_IMPORTS)
                .toList();
    }

    /** What JShell's own index knows, which it reads on a thread of its own while the first cells run. */
    private List<String> outsideOfJars(String name) {
        QualifiedNames found = analysis.listQualifiedNames(name, name.length());
        for (int i = 0; i < INDEX_WAITS && !found.isUpToDate(); i++) {
            LockSupport.parkNanos(INDEX_WAIT_NANOS);
            found = analysis.listQualifiedNames(name, name.length());
        }
        return found.getNames();
    }

    private static int rank(String qualified) {
        for (int i = 0; i < BEST_FIRST.size(); i++) {
            if (BEST_FIRST.get(i).matcher(qualified).matches()) {
                return i;
            }
        }
        return BEST_FIRST.size();
    }

    private Optional<String> nearest(String name, Piece piece, int position) {
        if (name.length() < 3) {
            return Optional.empty();
        }
        String before = piece.source().substring(0, start(name, piece, position));
        // All that could stand there, as completion has it: local variables, members, the facade.
        Map<String, String> known = analysis.completionSuggestions(before, before.length(), new int[1]).stream()
                .map(Suggestion::continuation)
                .collect(Collectors.toMap(Fixes::bare, Fixes::shown, (one, other) -> one));
        return NearestName.nearest(name, known.keySet(), Math.max(1, name.length() / 3))
                .map(each -> known.getOrDefault(each, each));
    }

    private static boolean isMember(String name, Piece piece, int position) {
        return piece.source()
                .substring(0, start(name, piece, position))
                .stripTrailing()
                .endsWith(".");
    }

    private static int start(String name, Piece piece, int position) {
        String bare = JavaText.bare(piece.source());
        Matcher use = Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(bare);
        int from = Math.max(0, Math.min(position, bare.length()));
        return use.find(from) || use.find(0) ? use.start() : from;
    }

    private static String bare(String continuation) {
        return continuation.replaceFirst("\\(.*", "");
    }

    private static String shown(String continuation) {
        return continuation.endsWith("(") ? continuation + "…)" : continuation;
    }
}
