package org.espalier.kernel.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DoctorTest {

    @TempDir
    private Path prefix;

    private Path installed;

    @BeforeEach
    void place() {
        installed = prefix.resolve("share/jupyter/kernels/espalier");
    }

    private void install() throws IOException {
        KernelSpec.ofThisProcess("E", List.of()).writeTo(Files.createDirectories(installed));
    }

    private String kernel() throws Exception {
        return InstalledKernel.findings(installed).stream()
                .map(Finding::toString)
                .reduce("", (before, line) -> before + line + "\n");
    }

    @Test
    void the_doctor_looks_at_everything_and_fails_where_no_kernel_is_installed() {
        StringWriter said = new StringWriter();
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(said, true));
        assertThat(command.execute("doctor", "--prefix", prefix.toString())).isEqualTo(1);
        assertThat(said.toString().lines())
                .allMatch(line -> line.matches("(ok  |warn|FAIL)  [^:]+: .+"))
                .anyMatch(line -> line.equals("FAIL  kernel: none in " + installed + ". Run `install`."))
                .anyMatch(line -> line.contains("  jupyter: "))
                .anyMatch(line -> line.startsWith("ok    java: " + System.getProperty("java.version")))
                .anyMatch(line -> line.contains("  memory: "))
                .anyMatch(line -> line.startsWith("ok    nd4j: its native library trains"))
                .anyMatch(line -> line.startsWith("ok    sparse backend reference: "))
                .anyMatch(line -> line.contains("  data MNIST: "));
    }

    @Test
    void a_kernel_that_starts_is_fine_and_one_without_an_archive_only_starts_more_slowly() throws Exception {
        install();
        assertThat(kernel())
                .startsWith("ok    kernel: in " + installed + ", starts with ")
                .contains("\nwarn  archive of classes: none, ");
    }

    @Test
    void an_archive_that_is_gone_is_told() throws Exception {
        install();
        KernelSpec.ofThisProcess("E", List.of())
                .startWith(
                        installed, ClassArchive.of(Runtime.version().feature()).startUp());
        assertThat(kernel()).contains("ok    kernel: ", "warn  archive of classes: ", " is gone, ");
    }

    @Test
    void a_jar_that_is_gone_is_told() throws Exception {
        install();
        Path jar;
        try (var jars = Files.list(installed.resolve("jars"))) {
            jar = jars.findFirst().orElseThrow();
        }
        Files.delete(jar);
        assertThat(kernel())
                .isEqualTo("FAIL  kernel: in " + installed + ", but 1 of its class path cannot be read, the first is "
                        + jar + ". Run `install` again.\n");
    }

    @Test
    void a_java_that_is_gone_or_does_not_start_is_told() throws Exception {
        install();
        Path json = installed.resolve("kernel.json");
        JsonObject spec = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        Files.writeString(installed.resolve("jvm.args"), "--no-such-option\n");
        assertThat(kernel()).startsWith("FAIL  kernel: ").contains("it doesn't start: ", "--no-such-option");
        spec.getAsJsonArray("argv").set(0, JsonParser.parseString("\"/no/java\""));
        Files.writeString(json, spec.toString());
        assertThat(kernel()).startsWith("FAIL  kernel: ").contains("its Java, /no/java, is gone");
    }

    @Test
    void a_file_that_says_no_command_is_told() throws Exception {
        Files.createDirectories(installed);
        for (String text : List.of("{,", "[]", "{}", "{\"argv\": 3}", "{\"argv\": []}", "{\"argv\": [{}]}")) {
            Files.writeString(installed.resolve("kernel.json"), text);
            assertThat(kernel()).as(text).endsWith("kernel.json says no command. Run `install` again.\n");
        }
    }

    @Test
    void jupyter_without_a_front_end_is_a_warning() {
        assertThat(JupyterChecks.versions("Selected Jupyter core packages...\njupyter_client   : 7.4.9\n"
                                + "jupyterlab       : not installed\nnotebook         : 6.4.12\n")
                        .toString())
                .isEqualTo("ok    jupyter: jupyter_client 7.4.9, notebook 6.4.12");
        assertThat(JupyterChecks.versions("jupyter_client   : 8.0.1\nnotebook : not installed\n")
                        .toString())
                .startsWith("warn  jupyter: found jupyter_client 8.0.1, but no front end. ");
    }

    @Test
    void a_kernel_that_jupyter_does_not_see_or_that_another_hides_is_a_warning() throws IOException {
        Files.createDirectories(installed);
        String here = "{\"kernelspecs\": {\"espalier\": {\"resource_dir\": \"" + installed + "\"}}}";
        assertThat(JupyterChecks.seen(here, installed))
                .extracting(Finding::level)
                .isEqualTo(Finding.Level.OK);
        assertThat(JupyterChecks.seen(here.replace(installed.toString(), prefix.toString()), installed)
                        .toString())
                .startsWith("warn  jupyter's kernels: ")
                .contains("hides this one");
        for (String answer : List.of("", "nonsense {", "{}", "{\"kernelspecs\": {}}")) {
            assertThat(JupyterChecks.seen(answer, installed).toString()).contains("doesn't find \"espalier\"");
        }
    }

    @Test
    void little_memory_is_a_warning() {
        assertThat(JavaChecks.memory(512).toString())
                .startsWith("warn  memory: up to 512 MiB of heap")
                .contains("-Xmx2g");
        assertThat(JavaChecks.memory(4096).level()).isEqualTo(Finding.Level.OK);
    }
}
