package org.espalier.kernel.magic;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import javax.lang.model.SourceVersion;
import org.espalier.Pruning;
import org.espalier.report.Rendering;
import org.espalier.text.FormatException;

/** {@code %%recipe}: the recipe that the cell says in YAML or JSON, as a variable. */
@AutoService(Magic.class)
public final class RecipeMagic implements Magic {
    private static final String USUAL = "recipe";
    private static final int PIECE = 10_000;

    /** Called by {@link java.util.ServiceLoader}. */
    public RecipeMagic() {}

    @Override
    public String name() {
        return "%%recipe";
    }

    @Override
    public String arguments() {
        return "[NAME]";
    }

    @Override
    public String purpose() {
        return "reads the cell as a recipe in YAML and keeps it in a variable, recipe unless named";
    }

    @Override
    public Optional<Rendering> run(Invocation invocation, Workspace workspace) {
        List<String> words = invocation.words();
        String variable = words.isEmpty() ? USUAL : words.get(0);
        if (words.size() > 1 || !SourceVersion.isName(variable) || variable.contains(".")) {
            throw new MagicException(
                    "%%recipe takes the name of one variable, such as half, found: " + invocation.arguments());
        }
        // Read here to know its type; read again by the cell, so that the variable is one of the session's own.
        String type = read(invocation).getClass().getName();
        return workspace.evaluateFile(
                "%1$s %2$s = (%1$s) org.espalier.Pruning.anyRecipe(%3$s);%n%2$s"
                        .formatted(type, variable, literal(invocation.body())),
                name());
    }

    private static Object read(Invocation invocation) {
        try {
            return Pruning.anyRecipe(invocation.body());
        } catch (FormatException e) {
            throw new MagicException(e.problem(), position(invocation, e));
        }
    }

    private static int position(Invocation invocation, FormatException e) {
        String body = invocation.body();
        int at = 0;
        for (int line = 1; line < e.line(); line++) {
            int end = body.indexOf('\n', at);
            if (end < 0) {
                break;
            }
            at = end + 1;
        }
        int column = Math.min(
                e.column() - 1,
                body.substring(at).lines().findFirst().orElse("").length());
        return invocation.bodyOffset() + at + column;
    }

    /** As Java, in pieces: the compiler takes no constants of more than 65,535 bytes. */
    private static String literal(String text) {
        StringBuilder java = new StringBuilder("String.join(\"\", \"");
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (i % PIECE == PIECE - 1) {
                java.append("\", \"");
            }
            boolean plain = sign >= ' ' && sign <= '~' && sign != '"' && sign != '\\';
            // Octal where Java would end the line or the text, were it written by its number.
            java.append(plain ? Character.toString(sign) : (sign <= '~' ? "\\%03o" : "\\u%04x").formatted((int) sign));
        }
        return java.append("\")").toString();
    }
}
