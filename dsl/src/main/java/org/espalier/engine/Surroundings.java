package org.espalier.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.espalier.measure.Device;
import org.espalier.model.Network;
import org.nd4j.linalg.factory.Nd4j;

/** What a receipt says of the machine and the software, and digests of parameters. */
final class Surroundings {
    private Surroundings() {}

    static Map<String, String> now() {
        Map<String, String> now = software();
        now.put("processor", Device.name());
        now.put("threads", Integer.toString(Device.threads()));
        return now;
    }

    private static Map<String, String> software() {
        Map<String, String> now = new LinkedHashMap<>();
        Properties versions = versions();
        now.put("espalier", versions.getProperty("espalier"));
        now.put("dl4j", versions.getProperty("dl4j"));
        now.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        now.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        now.put("nd4j backend", Nd4j.getBackend().getClass().getSimpleName());
        return now;
    }

    /** Versions that the build wrote down; a jar's manifest is not there when classes run from a folder. */
    private static Properties versions() {
        Properties versions = new Properties();
        try (InputStream in = Surroundings.class.getResourceAsStream("versions.properties")) {
            versions.load(Objects.requireNonNull(in, "versions.properties is missing from the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return versions;
    }

    /** This library's version and DL4J's. */
    static String version() {
        Properties versions = versions();
        return "espalier %s, dl4j %s".formatted(versions.getProperty("espalier"), versions.getProperty("dl4j"));
    }

    static String sha256(Network network) {
        float[] parameters = network.parameters().data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(parameters.length * Float.BYTES);
        bytes.asFloatBuffer().put(parameters);
        return sha256(bytes.array());
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
