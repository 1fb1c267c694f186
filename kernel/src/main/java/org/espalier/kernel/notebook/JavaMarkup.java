package org.espalier.kernel.notebook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java source as HTML, with comments, text, numbers and keywords marked. */
final class JavaMarkup {

    private static final Pattern TOKEN = Pattern.compile("(?<comment>//[^\\n]*|(?s:/\\*.*?\\*/))"
            + "|(?<text>(?s:\"\"\".*?\"\"\")|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')"
            + "|(?<keyword>\\b(?:abstract|boolean|break|byte|case|catch|char|class|continue|default|do|double"
            + "|else|enum|extends|false|final|finally|float|for|if|implements|import|instanceof|int|interface"
            + "|long|new|null|private|protected|public|record|return|short|static|super|switch|this|throw"
            + "|throws|true|try|var|void|while|yield)\\b)"
            + "|(?<number>\\b\\d[\\w.]*)");

    private JavaMarkup() {}

    static String toHtml(String source) {
        StringBuilder html = new StringBuilder();
        Matcher token = TOKEN.matcher(source);
        int at = 0;
        while (token.find()) {
            String kind = token.group("comment") != null
                    ? "c"
                    : token.group("text") != null ? "s" : token.group("keyword") != null ? "k" : "n";
            html.append(escape(source.substring(at, token.start())))
                    .append("<span class=\"")
                    .append(kind)
                    .append("\">")
                    .append(escape(token.group()))
                    .append("</span>");
            at = token.end();
        }
        return html.append(escape(source.substring(at))).toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
