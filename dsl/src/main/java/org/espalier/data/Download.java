package org.espalier.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The gzipped files from the set's mirrors on the web. A mirror that fails once is left for the next one, which goes on
 * with the files still lacking; verified files go into the cache at once, so a second attempt does not start over.
 */
record Download(Path cache, Duration toConnect, Duration perFile) implements Source {
    private static final System.Logger LOG = System.getLogger(Download.class.getName());

    @Override
    public String name() {
        return "download";
    }

    @Override
    public Attempt find(PublishedSet set) {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(toConnect)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        Map<Part, IdxFile> files = new EnumMap<>(Part.class);
        List<String> failures = new ArrayList<>();
        try (Arrivals arrivals = Arrivals.at(cache)) {
            for (URI mirror : set.mirrors()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "Downloading {0} from {1}; -Despalier.offline=true stays offline",
                        set.name(),
                        mirror);
                try {
                    for (Part part : Part.values()) {
                        if (!files.containsKey(part)) {
                            files.put(part, fetch(client, mirror, set, part, arrivals));
                        }
                    }
                    return new Found(files, "full set, downloaded from " + mirror.getHost());
                } catch (DataException e) {
                    failures.add(mirror.getHost() + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            return new Missing("cannot write to the cache folder (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataException("Interrupted while downloading " + set.name() + ". Run it again.", e);
        }
        return new Missing(String.join("; ", failures));
    }

    private IdxFile fetch(HttpClient client, URI mirror, PublishedSet set, Part part, Arrivals arrivals)
            throws IOException, InterruptedException {
        Path arriving = arrivals.scratch().resolve(part.gzipped());
        HttpRequest request =
                HttpRequest.newBuilder(mirror.resolve(part.gzipped())).build();
        CompletableFuture<HttpResponse<Path>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofFile(arriving));
        int status;
        try {
            status = answer.get(perFile.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new DataException(part.gzipped() + " did not arrive within " + perFile.toMillis() / 1000.0 + " s", e);
        } catch (ExecutionException e) {
            throw new DataException("no connection (" + reason(e) + ")", e);
        } finally {
            // Without this an abandoned body would keep streaming into a deleted file.
            answer.cancel(true);
        }
        if (status != 200) {
            throw new DataException("HTTP " + status + " for " + part.gzipped());
        }
        try (InputStream content = Files.newInputStream(arriving)) {
            IdxFile file = set.verified(IdxFile.read(part.gzipped(), content, part), part);
            arrivals.keep(part, arriving);
            return file;
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e.toString() : cause.getClass().getSimpleName();
    }
}
