package org.espalier.kernel.jshell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathIndexTest {

    @TempDir
    private Path folder;

    private Path jar(String name, String... classes) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String each : classes) {
                zip.putNextEntry(new ZipEntry(each));
                zip.write((name + ":" + each).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    @Test
    void lists_the_classes_of_a_package_and_of_those_inside_it_if_asked() throws IOException {
        Path jar =
                jar("a.jar", "p/A.class", "p/q/B.class", "pq/C.class", "Top.class", "p/note.txt", "META-INF/X.class");
        ClassPathIndex index = ClassPathIndex.of(List.of(jar));
        assertThat(index.list("p", false)).extracting(ClassPathIndexTest::name).containsExactly("p.A");
        assertThat(index.list("p", true))
                .extracting(ClassPathIndexTest::name)
                .containsExactlyInAnyOrder("p.A", "p.q.B");
        assertThat(index.list("", false)).extracting(ClassPathIndexTest::name).containsExactly("Top");
        assertThat(index.list("", true)).hasSize(4);
        assertThat(index.list("r", false)).isEmpty();
    }

    @Test
    void of_a_class_that_is_there_twice_the_first_counts() throws IOException {
        ClassPathIndex index =
                ClassPathIndex.of(List.of(jar("first.jar", "p/A.class"), jar("second.jar", "p/A.class")));
        JavaFileObject only = index.list("p", false).get(0);
        assertThat(index.list("p", false)).hasSize(1);
        try (InputStream in = only.openInputStream()) {
            assertThat(in).hasContent("first.jar:p/A.class");
        }
        assertThat(only.isNameCompatible("A", JavaFileObject.Kind.CLASS)).isTrue();
        assertThat(only.isNameCompatible("B", JavaFileObject.Kind.CLASS)).isFalse();
    }

    @Test
    void a_written_index_says_the_same_without_opening_a_jar_until_a_class_is_read() throws IOException {
        List<Path> jars = List.of(
                jar("a.jar", "p/A.class", "p/A$B.class", "Top.class", "empty/note.txt"),
                jar("b.jar", "p/q/B.class", "p/A.class", "p/C.class"));
        ClassPathIndex read = ClassPathIndex.of(jars);
        ClassPathIndex.write(jars);
        for (Path jar : jars) {
            Files.write(jar, new byte[(int) Files.size(jar)]);
        }
        ClassPathIndex written = ClassPathIndex.of(jars);
        for (String name : List.of("p", "p.q", "", "empty", "none")) {
            assertThat(written.list(name, false))
                    .extracting(JavaFileObject::getName)
                    .isEqualTo(read.list(name, false).stream()
                            .map(JavaFileObject::getName)
                            .toList());
        }
        assertThat(written.list("", true)).hasSize(5);
        assertThat(written.named("A")).isEqualTo(read.named("A")).containsExactly("p.A");
        assertThat(written.named("C")).containsExactly("p.C");
        assertThat(written.packagesIn("p")).containsExactly("q");
        JavaFileObject first = written.list("p", false).get(0);
        assertThatThrownBy(first::openInputStream).hasMessageContaining("a.jar");
    }

    @Test
    void an_index_written_of_other_jars_is_left_alone() throws IOException {
        Path first = jar("a.jar", "p/A.class");
        Path second = jar("b.jar", "p/B.class");
        ClassPathIndex.write(List.of(first, second));
        assertThat(ClassPathIndex.of(List.of(first)).list("p", false)).hasSize(1);
        jar("b.jar", "p/B.class", "p/C.class");
        assertThat(ClassPathIndex.of(List.of(first, second)).list("p", false)).hasSize(3);
    }

    @Test
    void a_jar_that_is_none_is_named() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "not a zip");
        assertThatThrownBy(() -> ClassPathIndex.of(List.of(broken)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("broken.jar");
    }

    private static String name(JavaFileObject file) {
        return ((ClassPathIndex.Entry) file).binaryName();
    }
}
