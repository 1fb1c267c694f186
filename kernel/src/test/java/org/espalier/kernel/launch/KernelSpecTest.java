package org.espalier.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KernelSpecTest {

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    private int espalier(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute(arguments);
    }

    @Test
    void install_tells_jupyter_how_to_start_this_kernel() throws IOException {
        assertThat(espalier("install", "--no-archive", "--prefix", folder.toString(), "--display-name", "Pruning"))
                .isZero();
        Path installed = folder.resolve("share/jupyter/kernels/espalier");
        JsonObject spec = JsonParser.parseString(Files.readString(installed.resolve("kernel.json")))
                .getAsJsonObject();
        assertThat(spec.get("display_name").getAsString()).isEqualTo("Pruning");
        assertThat(spec.get("interrupt_mode").getAsString()).isEqualTo("message");
        assertThat(spec.get("language").getAsString()).isEqualTo("java");
        Path java = Path.of(spec.getAsJsonArray("argv").get(0).getAsString());
        assertThat(java).isAbsolute().isExecutable();
        assertThat(spec.getAsJsonArray("argv").get(1).getAsString()).isEqualTo("@{resource_dir}/jvm.args");
        assertThat(spec.getAsJsonArray("argv").toString())
                .endsWith("\"org.espalier.kernel.launch.KernelProcess\",\"{connection_file}\"]");
        assertThat(said.toString()).contains("Installed Pruning in " + installed);
    }

    @Test
    void install_replaces_an_older_one_and_uninstall_removes_it() throws IOException {
        Path installed = folder.resolve("share/jupyter/kernels/own");
        Files.createDirectories(installed);
        Files.writeString(installed.resolve("logo-64x64.png"), "old");
        assertThat(espalier("install", "--no-archive", "--prefix", folder.toString(), "--name", "own"))
                .isZero();
        assertThat(installed.toFile().list()).containsExactlyInAnyOrder("kernel.json", "jvm.args", "jars");
        assertThat(installed.getParent().toFile().list()).containsExactly("own");
        assertThat(espalier("uninstall", "--prefix", folder.toString(), "--name", "own"))
                .isZero();
        assertThat(installed).doesNotExist();
        assertThat(espalier("uninstall", "--prefix", folder.toString(), "--name", "own"))
                .isEqualTo(1);
    }

    @Test
    void every_jar_is_copied_under_a_name_of_its_own_and_stays_in_its_place_on_the_class_path() throws IOException {
        Path first = Files.createDirectories(folder.resolve("a")).resolve("x.jar");
        Path second = Files.createDirectories(folder.resolve("b")).resolve("x.jar");
        Files.writeString(first, "first");
        Files.writeString(second, "second");
        Path classes = Files.createDirectories(folder.resolve("classes"));
        KernelSpec spec = new KernelSpec("E", Path.of("/jdk/bin/java"), List.of(second, classes, first), 17, List.of());
        Path installed = folder.resolve("espalier");
        spec.writeTo(installed);
        assertThat(installed.resolve("jars/x.jar")).hasContent("second");
        assertThat(installed.resolve("jars/2-x.jar")).hasContent("first");
        assertThat(spec.command(installed, List.of("-Xshare:auto"), folder.resolve("connection.json")))
                .containsExactly(
                        "/jdk/bin/java",
                        "@" + installed + "/jvm.args",
                        "-Xshare:auto",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                installed + "/jars/x.jar",
                                classes.toString(),
                                installed + "/jars/2-x.jar"),
                        KernelProcess.class.getName(),
                        folder.resolve("connection.json").toString());
    }

    @Test
    void the_arguments_fit_the_jdk_and_survive_spaces() {
        KernelSpec on17 = new KernelSpec("E", Path.of("/jdk/bin/java"), List.of(), 17, List.of("-Dx=a \\ b"));
        // The user's come last, so that they count.
        assertThat(on17.jvmArguments())
                .contains("-XX:Tier4InvocationThreshold=20000\n")
                .endsWith("\"-Dx=a \\\\ b\"\n")
                .doesNotContain("--");
        KernelSpec on25 = new KernelSpec("E", Path.of("/jdk/bin/java"), List.of(), 25, List.of());
        assertThat(on25.jvmArguments())
                .contains("--enable-native-access=ALL-UNNAMED\n", "--sun-misc-unsafe-memory-access=allow\n");
    }

    @Test
    void an_installation_that_fails_leaves_the_older_one_alone() throws IOException {
        Path installed = folder.resolve("espalier");
        new KernelSpec("old", Path.of("/jdk/bin/java"), List.of(), 17, List.of()).writeTo(installed);
        KernelSpec broken =
                new KernelSpec("new", Path.of("/jdk/bin/java"), List.of(folder.resolve("no.jar")), 17, List.of());
        assertThatThrownBy(() -> broken.writeTo(installed)).hasMessageContaining("no.jar");
        assertThat(installed.resolve("kernel.json")).content().contains("\"old\"");
        assertThat(folder.toFile().list()).containsExactly("espalier");
    }

    @Test
    void a_missing_notebook_is_told_in_one_line() {
        assertThat(espalier("notebook", folder.resolve("no.ipynb").toString())).isEqualTo(1);
        assertThat(said.toString()).isEqualTo("espalier: " + folder.resolve("no.ipynb") + " doesn't exist\n");
    }

    @Test
    void a_name_that_would_leave_the_folder_is_refused() {
        assertThat(espalier("install", "--no-archive", "--prefix", folder.toString(), "--name", "../x"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("a kernel's name is made of letters");
    }
}
