package org.espalier.kernel.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.kernel.notebook.Gallery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes notebooks as web pages. */
@Command(
        name = "gallery",
        description = "Writes the notebooks of folders as HTML pages with an index, outputs as they are; runs nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code: 0; 1 when a file could not be read or written; 2 when a folder has no notebooks."})
final class GalleryCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "<folder>", description = "Looked through with all that is in them.")
    private List<Path> folders = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder to write to.")
    private Path out = Path.of("site");

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        command.commandLine().getOut().println(Gallery.of(folders, out).write());
        return 0;
    }
}
