package org.espalier.kernels.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls CUDA, against a stand-in for its libraries that is compiled here; each test in a JVM of its own. */
class CudaBackendTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void theStandInIsBuilt() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/g++")), "no g++");
        Assumptions.assumeTrue(Driver.problem().isEmpty(), Driver.problem());
        Result built = result(new ProcessBuilder(
                "src/test/native/gpu/stand-in.sh",
                directory.resolve("stand-in.so").toString()));
        assertThat(built.status()).as(built.output()).isZero();
    }

    @Test
    void keepsBothContractsOnTheStandIn() throws IOException, InterruptedException {
        Result run = contracts("", "");
        assertThat(run.output())
                .startsWith("stand-in (GPU, 1024.0 MiB)")
                .contains("kept: CudaBackend[]: runs drawn programs of many steps")
                .contains("kept: CudaBackend[]: adds the bias, then activates");
        assertThat(run.status()).as(run.output()).isZero();
    }

    @Test
    void letsTheDriverTranslateWhatNvrtcDoesNotKnow() throws IOException, InterruptedException {
        assertThat(contracts("ptx", "look").output()).startsWith("stand-in (GPU");
    }

    @Test
    void saysWhyTheKernelsDoNotCompile() throws IOException, InterruptedException {
        assertThat(contracts("broken", "look").output())
                .startsWith("the kernels do not compile for --gpu-architecture=compute_80, NVRTC error 6:"
                        + " kernels.cu(7): error: the stand-in was told to refuse");
    }

    private record Result(int status, String output) {}

    private static Result contracts(String standIn, String look) throws IOException, InterruptedException {
        String library = directory.resolve("stand-in.so").toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Despalier.cuda.driver=" + library,
                "-Despalier.cuda.compiler=" + library,
                "-classpath",
                System.getProperty("java.class.path", ""),
                Contracts.class.getName()));
        command.addAll(1, nativeAccess());
        if (!look.isEmpty()) {
            command.add(look);
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("STAND_IN", standIn);
        return result(builder);
    }

    /** As this JVM has it: newer ones warn without, before anything is printed. */
    private static List<String> nativeAccess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--enable-native-access"))
                .toList();
    }

    private static Result result(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
