package org.espalier.kernel.launch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kernel as {@code install} left it.
 *
 * @param folder where it lies
 * @param command what Jupyter runs, the folder filled in
 */
record InstalledKernel(Path folder, List<String> command) {

    private static final String SUBJECT = "kernel";
    private static final String AGAIN = " Run `install` again.";

    /** What the command says when it is given no connection file: proof that Java started and found the class path. */
    private static final String STARTED = "expected one connection file";

    /** Looks at the folder, and starts the kernel for a moment. */
    static List<Finding> findings(Path folder) throws IOException, InterruptedException {
        Path file = folder.resolve(KernelSpec.KERNEL_JSON);
        if (!Files.isRegularFile(file)) {
            return List.of(Finding.fail(SUBJECT, "none in " + folder + ". Run `install`."));
        }
        List<String> command = command(Files.readString(file), folder);
        return command.isEmpty()
                ? List.of(Finding.fail(SUBJECT, file + " says no command." + AGAIN))
                : new InstalledKernel(folder, command).findings();
    }

    private static List<String> command(String spec, Path folder) {
        try {
            return JsonParser.parseString(spec) instanceof JsonObject json
                            && json.get("argv") instanceof JsonArray argv
                            && argv.asList().stream().allMatch(JsonElement::isJsonPrimitive)
                    ? argv.asList().stream()
                            .map(argument -> argument.getAsString().replace("{resource_dir}", folder.toString()))
                            .toList()
                    : List.of();
        } catch (JsonParseException e) {
            return List.of();
        }
    }

    private List<Finding> findings() throws IOException, InterruptedException {
        Path java = Path.of(command.get(0));
        if (!Files.isExecutable(java)) {
            return List.of(Finding.fail(
                    SUBJECT,
                    "in " + folder + ", but its Java, " + java + ", is gone. Run `install` with one that stays."));
        }
        List<Path> gone = classPath().filter(entry -> !Files.isReadable(entry)).toList();
        if (!gone.isEmpty()) {
            return List.of(Finding.fail(
                    SUBJECT,
                    "in " + folder + ", but " + gone.size() + " of its class path cannot be read, the first is "
                            + gone.get(0) + "." + AGAIN));
        }
        return started();
    }

    private Stream<Path> classPath() {
        int option = command.indexOf("-cp");
        return option < 0 || option + 1 >= command.size()
                ? Stream.empty()
                : Stream.of(command.get(option + 1).split(File.pathSeparator, -1))
                        .map(Path::of);
    }

    private List<Finding> started() throws IOException, InterruptedException {
        List<String> probe = new ArrayList<>(command.subList(0, command.size() - 1));
        // Before the main class; says of each class whether it came from the archive.
        probe.add(2, "-Xlog:class+load=info:stdout");
        Optional<Answer> answer = Answer.run(probe);
        if (answer.isEmpty() || !answer.get().complained().contains(STARTED)) {
            String said = answer.map(given -> (given.complained() + given.said()).strip())
                    .orElse("no answer");
            return List.of(Finding.fail(
                    SUBJECT,
                    "in " + folder + ", but it doesn't start: " + said.substring(0, Math.min(300, said.length())) + "."
                            + AGAIN));
        }
        return List.of(
                Finding.ok(SUBJECT, "in " + folder + ", starts with " + command.get(0)),
                archive(answer.get().said()));
    }

    private Finding archive(String loaded) {
        Optional<String> option = command.stream()
                .filter(argument ->
                        argument.startsWith("-XX:SharedArchiveFile=") || argument.startsWith("-XX:AOTCache="))
                .findFirst();
        if (option.isEmpty()) {
            return Finding.warn("archive of classes", "none, so the first answer takes a third longer." + AGAIN);
        }
        boolean isUsed = loaded.lines()
                .anyMatch(line -> line.contains(KernelProcess.class.getName() + " source: shared objects file"));
        Path file = Path.of(option.get().substring(option.get().indexOf('=') + 1));
        return isUsed
                ? Finding.ok("archive of classes", file + ", accepted by its Java")
                : Finding.warn(
                        "archive of classes",
                        (Files.exists(file) ? file + " doesn't fit this Java or its jars any more" : file + " is gone")
                                + ", so the first answer takes a third longer." + AGAIN);
    }
}
