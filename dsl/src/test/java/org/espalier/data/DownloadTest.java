package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A download")
class DownloadTest {
    private final Map<String, byte[]> served = new HashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @TempDir
    Path cache;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.createContext("/slow/", exchange -> exchange.sendResponseHeaders(200, 1_000));
        server.start();
        for (Part part : Part.values()) {
            served.put("/good/" + part.gzipped(), IdxWriter.gzipped(TinySet.FILES.get(part)));
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    @DisplayName("puts the verified files into the cache, where they are found the next time")
    void good() {
        PublishedSet set = TinySet.mirroredAt(mirror("good"));
        assertThat(download().find(set)).isInstanceOfSatisfying(Source.Found.class, found -> {
            assertThat(found.source()).isEqualTo("full set, downloaded from 127.0.0.1");
            assertThat(found.files().get(Part.TEST_IMAGES).count()).isEqualTo(20);
        });
        assertThat(cache.toFile().list())
                .as("four files and nothing left over")
                .containsExactlyInAnyOrder(
                        "train-images-idx3-ubyte.gz",
                        "train-labels-idx1-ubyte.gz",
                        "t10k-images-idx3-ubyte.gz",
                        "t10k-labels-idx1-ubyte.gz");
        assertThat(Folder.cache(cache).find(set)).isInstanceOf(Source.Found.class);
    }

    @Test
    @DisplayName("with a wrong checksum says so and leaves nothing in the cache")
    void forged() {
        served.put("/forged/train-images-idx3-ubyte.gz", IdxWriter.gzipped(TinySet.forged(Part.TRAIN_IMAGES)));
        missing(
                "127.0.0.1: train-images-idx3-ubyte.gz: expected the train images of Tiny (SHA-256 of",
                mirror("forged"));
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    @DisplayName("of a page that is not the file says so")
    void captivePortal() {
        served.put(
                "/portal/train-images-idx3-ubyte.gz", "<html>Please log in</html>".getBytes(StandardCharsets.US_ASCII));
        missing(
                "train-images-idx3-ubyte.gz: expected IDX images (magic 0x803), found magic 0x3c68746d",
                mirror("portal"));
    }

    @Test
    @DisplayName("that the server does not have names the status")
    void notFound() {
        missing("127.0.0.1: HTTP 404 for train-images-idx3-ubyte.gz", mirror("nothing"));
        assertThat(asked).hasSize(1);
    }

    @Test
    @DisplayName("from a machine that refuses says that there is no connection")
    void refused() throws IOException {
        missing("127.0.0.1: no connection (ConnectException)", refusing());
    }

    @Test
    @DisplayName("that stalls is given up")
    void stalled() {
        Download hasty = new Download(cache, Duration.ofSeconds(1), Duration.ofMillis(300));
        assertThat(hasty.find(TinySet.mirroredAt(mirror("slow"))))
                .isEqualTo(new Source.Missing("127.0.0.1: train-images-idx3-ubyte.gz did not arrive within 0.3 s"));
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    @DisplayName("goes on with the second mirror where the first fails, for the files still lacking")
    void secondMirror() throws IOException {
        String first = Part.TRAIN_IMAGES.gzipped();
        served.put("/half/" + first, served.get("/good/" + first));
        Source.Attempt attempt = download().find(TinySet.mirroredAt(refusing(), mirror("half"), mirror("good")));
        assertThat(attempt).isInstanceOf(Source.Found.class);
        assertThat(asked)
                .containsExactly(
                        "/half/train-images-idx3-ubyte.gz",
                        "/half/train-labels-idx1-ubyte.gz",
                        "/good/train-labels-idx1-ubyte.gz",
                        "/good/t10k-images-idx3-ubyte.gz",
                        "/good/t10k-labels-idx1-ubyte.gz");
    }

    @Test
    @DisplayName("into a folder that cannot be made says so")
    void unwritable() {
        Path file = IdxWriter.write(cache.resolve("a-file"), new byte[1]);
        Download download = new Download(file.resolve("below"), Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(download.find(TinySet.mirroredAt(mirror("good"))))
                .isInstanceOfSatisfying(
                        Source.Missing.class,
                        missing -> assertThat(missing.reason()).startsWith("cannot write to the cache folder ("));
    }

    @Test
    @DisplayName("that failed is not tried again in the same process, and none is tried offline")
    void askedOnce() {
        PublishedSet set = TinySet.mirroredAt(mirror("nothing"));
        Search offline = new Search(set);
        assertThat(offline.in(List.of(), List.of(download()), true)).isEmpty();
        assertThat(offline.reasons()).isEqualTo("download: offline");
        assertThat(asked).isEmpty();
        for (int i = 0; i < 2; i++) {
            Search search = new Search(set);
            assertThat(search.in(List.of(Folder.cache(cache)), List.of(download()), false))
                    .isEmpty();
            assertThat(search.reasons())
                    .isEqualTo("cache: no files"
                            + "; download: 127.0.0.1: HTTP 404 for train-images-idx3-ubyte.gz"
                            + (i == 0 ? "" : " (asked once, not again in this process)"));
        }
        assertThat(asked).hasSize(1);
    }

    private void missing(String reason, URI... mirrors) {
        assertThat(download().find(TinySet.mirroredAt(mirrors)))
                .isInstanceOfSatisfying(
                        Source.Missing.class,
                        missing -> assertThat(missing.reason()).contains(reason));
    }

    private Download download() {
        return new Download(cache, Duration.ofSeconds(2), Duration.ofSeconds(10));
    }

    private URI mirror(String folder) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + folder + "/");
    }

    /** A port that was free a moment ago, so that nobody listens there. */
    private static URI refusing() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] content = served.get(path);
            if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        }
    }
}
