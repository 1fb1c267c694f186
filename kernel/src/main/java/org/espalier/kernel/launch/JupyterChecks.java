package org.espalier.kernel.launch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which Jupyter there is, and whether it sees the kernel. */
final class JupyterChecks {

    private static final Pattern VERSION =
            Pattern.compile("(?m)^(jupyter_client|jupyterlab|notebook|nbconvert)\\s*:\\s*(\\d\\S*)");

    private JupyterChecks() {}

    static List<Finding> findings(Path folder) throws IOException, InterruptedException {
        Optional<Answer> versions = Answer.run(List.of("jupyter", "--version"));
        if (versions.isEmpty()) {
            return List.of(Finding.warn(
                    "jupyter",
                    "not on the PATH; only `run` works without it. Install it (pip install jupyterlab), or activate the"
                            + " environment that has it."));
        }
        List<Finding> findings = new ArrayList<>(List.of(versions(versions.get().said())));
        if (Files.isRegularFile(folder.resolve(KernelSpec.KERNEL_JSON))) {
            Optional<Answer> kernels = Answer.run(List.of("jupyter", "kernelspec", "list", "--json"));
            findings.add(seen(kernels.map(Answer::said).orElse(""), folder));
        }
        return findings;
    }

    /** What {@code jupyter --version} says, as far as it matters here. */
    static Finding versions(String said) {
        List<String> found = new ArrayList<>();
        Matcher version = VERSION.matcher(said);
        while (version.find()) {
            found.add(version.group(1) + " " + version.group(2));
        }
        return said.matches("(?s).*(^|\n)(jupyterlab|notebook)\\s*:\\s*\\d.*")
                ? Finding.ok("jupyter", String.join(", ", found))
                : Finding.warn(
                        "jupyter",
                        "found " + (found.isEmpty() ? "nothing that says its version" : String.join(", ", found))
                                + ", but no front end. Install one (pip install jupyterlab).");
    }

    /** Whether Jupyter, which answered {@code list}, finds the kernel of this folder. */
    static Finding seen(String list, Path folder) throws IOException {
        String name = String.valueOf(folder.getFileName());
        JsonElement answer;
        try {
            answer = JsonParser.parseString(list);
        } catch (JsonParseException e) {
            answer = new JsonObject();
        }
        if (answer instanceof JsonObject json
                && json.get("kernelspecs") instanceof JsonObject kernels
                && kernels.get(name) instanceof JsonObject kernel
                && kernel.has("resource_dir")) {
            Path found = Path.of(kernel.get("resource_dir").getAsString());
            return Files.isSameFile(found, folder)
                    ? Finding.ok("jupyter's kernels", "\"" + name + "\" is among them")
                    : Finding.warn(
                            "jupyter's kernels",
                            "\"" + name + "\" is the one in " + found
                                    + ", which hides this one. Uninstall one of them.");
        }
        return Finding.warn(
                "jupyter's kernels",
                "the Jupyter on the PATH doesn't find \"" + name + "\" in " + folder
                        + ". Install into a place where it looks (`jupyter --paths` lists them), such as --sys-prefix.");
    }
}
