package org.espalier.kernel.launch;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Jupyter needs to know to start this kernel: a folder with {@code kernel.json} and the JVM's arguments.
 *
 * @param displayName how front ends call the kernel
 * @param java the absolute path of the java command
 * @param classPath the class path, its entries in a fixed order
 * @param javaVersion the feature version of that java, which decides the flags it knows
 */
record KernelSpec(String displayName, Path java, String classPath, int javaVersion) {

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final int WARNS_ABOUT_NATIVE_ACCESS = 24;

    /** The spec of the JVM and class path that this process runs with. */
    static KernelSpec ofThisProcess(String displayName) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java").toAbsolutePath();
        List<String> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
                .toList();
        return new KernelSpec(
                displayName,
                java,
                String.join(File.pathSeparator, entries),
                Runtime.version().feature());
    }

    /** The content of {@code kernel.json}. */
    String kernelJson() {
        JsonArray argv = new JsonArray();
        Stream.of(java.toString(), "@{resource_dir}/jvm.args", Main.class.getName(), "kernel", "{connection_file}")
                .forEach(argv::add);
        JsonObject spec = new JsonObject();
        spec.add("argv", argv);
        spec.addProperty("display_name", displayName);
        spec.addProperty("language", "java");
        spec.addProperty("interrupt_mode", "message");
        return GSON.toJson(spec) + "\n";
    }

    /** The content of {@code jvm.args}, an argument file of the java command. */
    String jvmArguments() {
        List<String> lines = new ArrayList<>();
        lines.add("-Djava.awt.headless=true");
        lines.add("-Dfile.encoding=UTF-8");
        if (javaVersion >= WARNS_ABOUT_NATIVE_ACCESS) {
            lines.add("--enable-native-access=ALL-UNNAMED");
            lines.add("--sun-misc-unsafe-memory-access=allow");
        }
        lines.add("-cp");
        lines.add(quoted(classPath));
        return String.join("\n", lines) + "\n";
    }

    /** In an argument file a backslash escapes, and quotes keep spaces together. */
    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * Writes the spec, replacing an older one; a reader sees either the old one or the new one.
     *
     * @throws IOException when the folder cannot be written
     */
    void writeTo(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(folder + " is no place for a kernel");
        }
        Files.createDirectories(parent);
        Path fresh = Files.createTempDirectory(parent, ".espalier-");
        Files.writeString(fresh.resolve("kernel.json"), kernelJson());
        Files.writeString(fresh.resolve("jvm.args"), jvmArguments());
        // Jupyter may run as another user than the one who installs.
        fresh.toFile().setReadable(true, false);
        fresh.toFile().setExecutable(true, false);
        delete(folder);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Deletes an installed spec.
     *
     * @return whether there was one
     * @throws IOException when it cannot be deleted
     */
    static boolean delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return true;
    }
}
