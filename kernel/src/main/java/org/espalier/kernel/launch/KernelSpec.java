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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Jupyter needs to start this kernel: a folder with {@code kernel.json}, the JVM's arguments and a copy of every
 * jar, so that it outlives the build it came from and may be moved as a whole.
 *
 * @param displayName how front ends call the kernel
 * @param java the absolute path of the java command
 * @param classPath the class path, in the order that it will have
 * @param javaVersion the feature version of that java, which decides the flags it knows
 * @param jvmOptions options of the user's own, such as {@code -Xmx8g}
 */
record KernelSpec(String displayName, Path java, List<Path> classPath, int javaVersion, List<String> jvmOptions) {

    static final String KERNEL_JSON = "kernel.json";
    static final String ARGUMENTS = "jvm.args";

    private static final String JARS = "jars";
    private static final String HERE = "{resource_dir}";
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    /** Linux tells here who gets them: all who ask, all, or none. */
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private static final int WARNS_ABOUT_NATIVE_ACCESS = 24;

    /** Copies the lists. */
    KernelSpec {
        classPath = List.copyOf(classPath);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** The spec of the JVM and class path that this process runs with. */
    static KernelSpec ofThisProcess(String displayName, List<String> jvmOptions) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java").toAbsolutePath();
        List<Path> entries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                .toList();
        return new KernelSpec(displayName, java, entries, Runtime.version().feature(), jvmOptions);
    }

    /** Where in the folder each jar lies, by where it is now; folders of classes stay where they are. */
    private Map<Path, String> copies() {
        Map<Path, String> copies = new LinkedHashMap<>();
        for (Path entry : classPath) {
            if (entry.toString().endsWith(".jar")) {
                String name = String.valueOf(entry.getFileName());
                String copy = JARS + "/" + name;
                for (int i = 2; copies.containsValue(copy); i++) {
                    copy = JARS + "/" + i + "-" + name;
                }
                copies.putIfAbsent(entry, copy);
            }
        }
        return copies;
    }

    /** The jars of the class path, in order, as a spec in {@code folder} has them. */
    List<Path> jarsIn(Path folder) {
        return copies().values().stream().map(folder::resolve).toList();
    }

    /** The command that starts the kernel, {@value #HERE} standing for the folder, {@code {connection_file}} for what Jupyter writes. */
    private List<String> command(List<String> startUp) {
        Map<Path, String> copies = copies();
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("@" + HERE + "/" + ARGUMENTS);
        command.addAll(startUp);
        command.add("-cp");
        // In this order, because an archive of classes holds for one class path only.
        command.add(classPath.stream()
                .map(entry -> copies.containsKey(entry) ? HERE + "/" + copies.get(entry) : entry.toString())
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(KernelProcess.class.getName());
        command.add("{connection_file}");
        return command;
    }

    /** The command as Jupyter would run it for a spec in {@code folder}. */
    List<String> command(Path folder, List<String> startUp, Path connectionFile) {
        return command(startUp).stream()
                .map(argument -> argument.replace(HERE, folder.toString())
                        .replace("{connection_file}", connectionFile.toString()))
                .toList();
    }

    /**
     * The content of {@code kernel.json}.
     *
     * @param startUp options that name an archive of classes in the folder; none if there is none
     */
    String kernelJson(List<String> startUp) {
        JsonArray argv = new JsonArray();
        command(startUp).forEach(argv::add);
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
        // At the start the optimising compiler takes time from javac, which is not hot yet: it begins four times later.
        lines.add("-XX:Tier4InvocationThreshold=20000");
        lines.add("-XX:Tier4MinInvocationThreshold=2400");
        lines.add("-XX:Tier4CompileThreshold=60000");
        lines.add("-XX:Tier4BackEdgeThreshold=160000");
        if (hasHugePagesOnRequest()) {
            // The system then hands out the heap in pages of 2 MiB, not of 4 KiB.
            lines.add("-XX:+UseTransparentHugePages");
        }
        if (javaVersion >= WARNS_ABOUT_NATIVE_ACCESS) {
            lines.add("--enable-native-access=ALL-UNNAMED");
            lines.add("--sun-misc-unsafe-memory-access=allow");
        }
        jvmOptions.forEach(option -> lines.add(quoted(option)));
        return String.join("\n", lines) + "\n";
    }

    /** Java refuses the option, or warns of it, where the system has none. */
    private static boolean hasHugePagesOnRequest() {
        try {
            return Files.readString(HUGE_PAGES).contains("[madvise]");
        } catch (IOException notOnThisSystem) {
            return false;
        }
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
        try {
            Files.createDirectories(fresh.resolve(JARS));
            for (Map.Entry<Path, String> copy : copies().entrySet()) {
                Files.copy(copy.getKey(), fresh.resolve(copy.getValue()));
            }
            Files.writeString(fresh.resolve(KERNEL_JSON), kernelJson(List.of()));
            Files.writeString(fresh.resolve(ARGUMENTS), jvmArguments());
            // Jupyter may run as another user than the one who installs.
            fresh.toFile().setReadable(true, false);
            fresh.toFile().setExecutable(true, false);
            delete(folder);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(fresh);
        }
    }

    /**
     * Lets Jupyter start the kernel of {@code folder} with these options from now on.
     *
     * @throws IOException when {@code kernel.json} cannot be written
     */
    void startWith(Path folder, List<String> startUp) throws IOException {
        Path fresh = folder.resolve("." + KERNEL_JSON);
        Files.writeString(fresh, kernelJson(startUp));
        Files.move(fresh, folder.resolve(KERNEL_JSON), StandardCopyOption.ATOMIC_MOVE);
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
