package org.espalier.kernel.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentedTest {

    @Test
    void markup_is_read_as_a_person_reads_it() {
        Documented read = Documented.parse("""
                 Returns the larger of {@code a} and {@link Number b}, a {@code List<E>}
                 &#8804; {@link java.util.List#of(Object, Object)}.

                 <p>Also <i>this</i>:
                 <ul>
                 <li>one
                 <li>two &lt; three
                 </ul>
                """);
        assertThat(read.text().paragraphs())
                .containsExactly(
                        "Returns the larger of a and b, a List<E> ≤ List.of().", "Also this:", "• one\n• two < three");
    }

    @Test
    void block_tags_are_told_apart_but_not_in_code() {
        Documented read = Documented.parse("""
                 Text.

                 <pre>{@code
                 @Override
                 public String toString() { return "{}"; }
                 }</pre>

                 @param a first,
                     still first
                 @param <T> a type
                 @return the sum
                 @throws IllegalArgumentException if {@code a} is negative
                 @exception IllegalStateException never
                 @since 1.8
                """);
        assertThat(read.text().paragraphs()).containsExactly("Text.");
        assertThat(read.text().examples()).containsExactly("@Override\npublic String toString() { return \"{}\"; }");
        assertThat(read.parameters()).isEqualTo(Map.of("a", "first, still first", "<T>", "a type"));
        assertThat(read.returns()).isEqualTo("the sum");
        assertThat(read.thrown())
                .isEqualTo(Map.of("IllegalArgumentException", "if a is negative", "IllegalStateException", "never"));
    }

    @Test
    void braces_that_are_never_closed_stay_as_they_are() {
        assertThat(Documented.parse("Half {@code x").text().paragraphs()).containsExactly("Half {@code x");
    }
}
