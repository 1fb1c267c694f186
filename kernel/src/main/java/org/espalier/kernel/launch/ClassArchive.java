package org.espalier.kernel.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.espalier.kernel.protocol.Rehearsal;

/**
 * The classes of a kernel as the JVM keeps them in memory, written down once so that a start needs neither read nor
 * check them: class-data sharing up to Java 24, the cache of ahead-of-time classes from Java 25 on.
 *
 * @param recording the option with which a rehearsal writes the archive; the file follows
 * @param use the option with which the kernel starts from it; the file follows
 * @param fileName its name in the kernel's folder
 */
record ClassArchive(String recording, String use, String fileName) {

    private static final int HAS_AHEAD_OF_TIME_CACHE = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a notebook does first; the last three are mistakes. */
    private static final List<String> CELLS = List.of(
            "1 + 1",
            "int twice(int n) { return 2 * n; }\nvar four = twice(2);\nSystem.out.println(\"four is \" + four);",
            "record Point(int x, int y) {}\nList.of(new Point(1, 2)).stream().map(Point::x).toList()",
            "var half = pruneWeights().by(magnitude()).to(sparsity(0.5));\nhalf",
            "Table.create(\"t\", StringColumn.create(\"layer\", \"conv1\"), IntColumn.create(\"weights\", 500))",
            "Nd4j.ones(2, 2).sumNumber()",
            "org.espalier.WarmUp.run();",
            "nothing",
            "throw new IllegalStateException(\"thrown\");",
            "int open = (");

    /** The kind that a Java of this feature version knows. */
    static ClassArchive of(int javaVersion) {
        return javaVersion >= HAS_AHEAD_OF_TIME_CACHE
                ? new ClassArchive("-XX:AOTCacheOutput=", "-XX:AOTCache=", "classes.aot")
                : new ClassArchive("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", "classes.jsa");
    }

    /** The options with which Jupyter starts the kernel from its archive. */
    List<String> startUp() {
        return List.of(use + "{resource_dir}/" + fileName);
    }

    /**
     * Starts the kernel of {@code folder}, runs some cells in it, and leaves the archive in the folder.
     *
     * @throws IOException when the kernel doesn't start or answer, with what it said
     */
    void record(KernelSpec spec, Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path scratch = Files.createTempDirectory("espalier-install");
        try {
            Path connectionFile = scratch.resolve("connection.json");
            Path said = scratch.resolve("said.txt");
            Rehearsal rehearsal = Rehearsal.at(connectionFile);
            List<String> flags =
                    List.of(recording + folder.resolve(fileName), "-Xlog:disable", "-Xlog:all=error:stderr");
            Process kernel = new ProcessBuilder(spec.command(folder, flags, connectionFile))
                    .directory(scratch.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try {
                rehearsal.play(CELLS, PATIENCE, kernel::isAlive);
                if (!kernel.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException("the kernel didn't end");
                }
            } catch (IOException e) {
                throw new IOException(e.getMessage() + tail(said), e);
            } finally {
                kernel.destroyForcibly();
            }
            if (!Files.isRegularFile(folder.resolve(fileName))) {
                throw new IOException("the JVM wrote none" + tail(said));
            }
        } finally {
            KernelSpec.delete(scratch);
        }
    }

    private static String tail(Path said) throws IOException {
        String text = Files.readString(said).strip();
        return text.isEmpty() ? "" : "; it said: " + text.substring(Math.max(0, text.length() - 500));
    }
}
