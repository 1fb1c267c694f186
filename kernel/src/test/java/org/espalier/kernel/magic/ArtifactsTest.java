package org.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a repository in a folder, under a group that no other repository has. */
class ArtifactsTest {

    @TempDir
    private Path repository;

    private final String group = "org.espalier.t" + UUID.randomUUID().toString().replace("-", "");

    @BeforeEach
    void publish() throws IOException {
        publish("branch", "1.0", "");
        publish("tree", "1.0", dependency("branch", "1.0"));
        publish("tree", "1.1", dependency("branch", "1.0"));
        Files.writeString(
                folder("tree").resolve("maven-metadata.xml"),
                "<metadata><groupId>" + group + "</groupId><artifactId>tree</artifactId><versioning><versions>"
                        + "<version>1.0</version><version>1.1</version></versions></versioning></metadata>");
    }

    private Path folder(String artifact) {
        return repository.resolve(group.replace('.', '/')).resolve(artifact);
    }

    private String dependency(String artifact, String version) {
        return "<dependencies><dependency><groupId>" + group + "</groupId><artifactId>" + artifact
                + "</artifactId><version>" + version + "</version></dependency></dependencies>";
    }

    private void publish(String artifact, String version, String dependencies) throws IOException {
        Path folder = Files.createDirectories(folder(artifact).resolve(version));
        Files.writeString(
                folder.resolve(artifact + "-" + version + ".pom"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>" + group + "</groupId><artifactId>" + artifact
                        + "</artifactId><version>" + version + "</version>" + dependencies + "</project>");
        Files.write(folder.resolve(artifact + "-" + version + ".jar"), new byte[] {'P', 'K', 5, 6});
    }

    private Artifacts.Resolved resolve(String artifact, String version, Path... classPath) {
        return Artifacts.resolve(
                List.of(new Dependency(new DefaultArtifact(group, artifact, "jar", version), "runtime")),
                List.of(),
                List.of(new RemoteRepository.Builder(
                                "test", "default", repository.toUri().toString())
                        .build()),
                List.of(classPath));
    }

    @Test
    void an_artifact_comes_with_what_it_depends_on() {
        assertThat(resolve("tree", "1.1").jars())
                .extracting(jar -> jar.getFileName().toString())
                .containsExactly("tree-1.1.jar", "branch-1.0.jar");
    }

    @Test
    void what_is_on_the_class_path_in_another_version_is_left_out_and_told() {
        Artifacts.Resolved resolved = resolve("tree", "1.1", Path.of("/lib/branch-0.9.jar"), Path.of("/lib/x.jar"));
        assertThat(resolved.jars()).hasSize(1);
        assertThat(resolved.notes()).containsExactly("branch 1.0 not added: 0.9 is on the kernel's class path");
        assertThat(resolve("tree", "1.1", Path.of("/lib/branch-1.0.jar")).notes())
                .isEmpty();
    }

    @Test
    void a_version_that_is_not_there_is_told_with_those_that_are() {
        assertThatThrownBy(() -> resolve("tree", "1.11"))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining(group + ":tree:jar:1.11")
                .hasMessageContaining(", there are 1.0, 1.1; did you mean \"1.1\"?");
    }

    @Test
    void an_artifact_that_is_not_there_is_told_with_the_repositories_that_were_asked() {
        assertThatThrownBy(() -> resolve("shrub", "1.0"))
                .isInstanceOf(MagicException.class)
                .hasMessageContaining(group + ":shrub:jar:1.0")
                .hasMessageContaining("test (file:");
    }
}
