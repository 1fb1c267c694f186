package org.espalier.data;

import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A set of 4×4 images, 40 to train on and 20 to test on, published like MNIST: what sources are tested with. */
final class TinySet {
    private static final int SIDE = 4;
    static final Map<Part, byte[]> FILES = files();

    private TinySet() {}

    static PublishedSet mirroredAt(URI... mirrors) {
        Map<Part, String> checksums = new EnumMap<>(Part.class);
        FILES.forEach((part, content) -> checksums.put(part, Sha256.finish(digest(content))));
        return new PublishedSet("Tiny", "tiny", checksums, List.of(mirrors));
    }

    static void writeRaw(Path folder) {
        FILES.forEach((part, content) -> IdxWriter.write(folder.resolve(part.file()), content));
    }

    static void writeGzipped(Path folder) {
        FILES.forEach((part, content) -> IdxWriter.write(folder.resolve(part.gzipped()), IdxWriter.gzipped(content)));
    }

    /** A file of the right form whose pixels or labels are not the published ones. */
    static byte[] forged(Part part) {
        byte[] forged = FILES.get(part).clone();
        forged[forged.length - 1] ^= 1;
        return forged;
    }

    private static MessageDigest digest(byte[] content) {
        MessageDigest digest = Sha256.begin();
        digest.update(content);
        return digest;
    }

    private static Map<Part, byte[]> files() {
        Map<Part, byte[]> files = new EnumMap<>(Part.class);
        files.put(Part.TRAIN_IMAGES, IdxWriter.images(SIDE, SIDE, ramp(40 * SIDE * SIDE, 251)));
        files.put(Part.TRAIN_LABELS, IdxWriter.labels(ramp(40, 10)));
        files.put(Part.TEST_IMAGES, IdxWriter.images(SIDE, SIDE, ramp(20 * SIDE * SIDE, 241)));
        files.put(Part.TEST_LABELS, IdxWriter.labels(ramp(20, 10)));
        return files;
    }

    private static byte[] ramp(int length, int period) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % period);
        }
        return bytes;
    }
}
