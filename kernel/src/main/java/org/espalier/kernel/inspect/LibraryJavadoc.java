package org.espalier.kernel.inspect;

import com.github.therapi.runtimejavadoc.BaseJavadoc;
import com.github.therapi.runtimejavadoc.ClassJavadoc;
import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentVisitor;
import com.github.therapi.runtimejavadoc.Link;
import com.github.therapi.runtimejavadoc.MethodJavadoc;
import com.github.therapi.runtimejavadoc.ParamJavadoc;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import com.github.therapi.runtimejavadoc.ThrowsJavadoc;
import com.github.therapi.runtimejavadoc.Value;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;

/** The Javadoc that libraries keep beside their classes, as this one does. */
final class LibraryJavadoc {

    private LibraryJavadoc() {}

    /** The Javadoc of a method or constructor, a method's inherited if it has none of its own. */
    static Documented of(Executable executable) {
        MethodJavadoc javadoc = executable instanceof Method method
                ? RuntimeJavadoc.getJavadoc(method)
                : RuntimeJavadoc.getJavadoc((Constructor<?>) executable);
        return javadoc.isEmpty() ? Documented.NOTHING : Documented.parse(comment(javadoc, javadoc));
    }

    /** The Javadoc of a type. */
    static Documented of(Class<?> type) {
        ClassJavadoc javadoc = RuntimeJavadoc.getJavadoc(type);
        StringBuilder comment = new StringBuilder(source(javadoc.getComment()));
        javadoc.getRecordComponents().forEach(component -> tag(comment, component));
        return javadoc.isEmpty() ? Documented.NOTHING : Documented.parse(comment.toString());
    }

    private static String comment(BaseJavadoc javadoc, MethodJavadoc method) {
        StringBuilder comment = new StringBuilder(source(javadoc.getComment()));
        method.getParams().forEach(parameter -> tag(comment, parameter));
        for (ThrowsJavadoc each : method.getThrows()) {
            comment.append("\n@throws ").append(each.getName()).append(' ').append(source(each.getComment()));
        }
        String returns = source(method.getReturns());
        return returns.isBlank() ? comment.toString() : comment + "\n@return " + returns;
    }

    private static void tag(StringBuilder comment, ParamJavadoc parameter) {
        comment.append("\n@param ").append(parameter.getName()).append(' ').append(source(parameter.getComment()));
    }

    /** The comment as it was written, so that there is one reader for what stands in source files and what is kept. */
    private static String source(Comment comment) {
        StringBuilder source = new StringBuilder();
        comment.visit(new CommentVisitor() {
            @Override
            public void commentText(String text) {
                source.append(text);
            }

            @Override
            public void inlineLink(Link link) {
                String label = link.getLabel();
                boolean isReference = label.indexOf(' ') < 0 || label.indexOf('#') >= 0;
                source.append(isReference ? "{@link " + label + "}" : label);
            }

            @Override
            public void inlineTag(String name, String value) {
                source.append("{@").append(name).append(' ').append(value).append('}');
            }

            @Override
            public void inlineValue(Value value) {
                source.append(value.getReferencedMemberName());
            }
        });
        return source.toString();
    }
}
