package org.espalier.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(espalier("install", "--prefix", folder.toString(), "--display-name", "Pruning"))
                .isZero();
        Path installed = folder.resolve("share/jupyter/kernels/espalier");
        JsonObject spec = JsonParser.parseString(Files.readString(installed.resolve("kernel.json")))
                .getAsJsonObject();
        assertThat(spec.get("display_name").getAsString()).isEqualTo("Pruning");
        assertThat(spec.get("interrupt_mode").getAsString()).isEqualTo("message");
        assertThat(spec.get("language").getAsString()).isEqualTo("java");
        Path java = Path.of(spec.getAsJsonArray("argv").get(0).getAsString());
        assertThat(java).isAbsolute().isExecutable();
        assertThat(spec.getAsJsonArray("argv").toString())
                .endsWith("\"@{resource_dir}/jvm.args\",\"org.espalier.kernel.launch.Main\",\"kernel\","
                        + "\"{connection_file}\"]");
        assertThat(said.toString()).contains("Installed Pruning in " + installed);
    }

    @Test
    void install_replaces_an_older_one_and_uninstall_removes_it() throws IOException {
        Path installed = folder.resolve("share/jupyter/kernels/own");
        Files.createDirectories(installed);
        Files.writeString(installed.resolve("logo-64x64.png"), "old");
        assertThat(espalier("install", "--prefix", folder.toString(), "--name", "own"))
                .isZero();
        assertThat(installed.toFile().list()).containsExactlyInAnyOrder("kernel.json", "jvm.args");
        assertThat(installed.getParent().toFile().list()).containsExactly("own");
        assertThat(espalier("uninstall", "--prefix", folder.toString(), "--name", "own"))
                .isZero();
        assertThat(installed).doesNotExist();
        assertThat(espalier("uninstall", "--prefix", folder.toString(), "--name", "own"))
                .isEqualTo(1);
    }

    @Test
    void the_arguments_fit_the_jdk_and_survive_spaces() {
        KernelSpec on17 = new KernelSpec("E", Path.of("/jdk/bin/java"), "/my jars/a.jar:C:\\b.jar", 17);
        assertThat(on17.jvmArguments())
                .contains("-cp\n\"/my jars/a.jar:C:\\\\b.jar\"\n")
                .doesNotContain("--");
        KernelSpec on25 = new KernelSpec("E", Path.of("/jdk/bin/java"), "a.jar", 25);
        assertThat(on25.jvmArguments())
                .contains("--enable-native-access=ALL-UNNAMED\n", "--sun-misc-unsafe-memory-access=allow\n");
    }

    @Test
    void a_missing_notebook_is_told_in_one_line() {
        assertThat(espalier("run", folder.resolve("no.ipynb").toString())).isEqualTo(1);
        assertThat(said.toString()).isEqualTo("espalier: " + folder.resolve("no.ipynb") + " doesn't exist\n");
    }

    @Test
    void a_name_that_would_leave_the_folder_is_refused() {
        assertThat(espalier("install", "--prefix", folder.toString(), "--name", "../x"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("a kernel's name is made of letters");
    }
}
