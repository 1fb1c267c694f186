package org.espalier.data;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A public dataset as its authors published it: the SHA-256 of each uncompressed file (sources compress differently,
 * so only the content can be pinned), and the places on the web that carry the gzipped files.
 */
record PublishedSet(String name, String folder, Map<Part, String> sha256, List<URI> mirrors) {

    static final PublishedSet MNIST = new PublishedSet(
            "MNIST",
            "mnist",
            Map.of(
                    Part.TRAIN_IMAGES, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                    Part.TRAIN_LABELS, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
                    Part.TEST_IMAGES, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
                    Part.TEST_LABELS, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
            List.of(
                    URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                    URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")));

    // Zalando's own bucket speaks plain HTTP only; the checksums make that safe, and HTTPS is tried first.
    static final PublishedSet FASHION_MNIST = new PublishedSet(
            "Fashion-MNIST",
            "fashion-mnist",
            Map.of(
                    Part.TRAIN_IMAGES, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
                    Part.TRAIN_LABELS, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
                    Part.TEST_IMAGES, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
                    Part.TEST_LABELS, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
            List.of(
                    URI.create("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/"),
                    URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")));

    /** The published checksum of a file's uncompressed content. */
    String checksum(Part part) {
        String checksum = sha256.get(part);
        if (checksum == null) {
            throw new IllegalStateException(name + " states no checksum for its " + part);
        }
        return checksum;
    }

    /**
     * Hands back {@code file} when it is the published one.
     *
     * @throws DataException when the checksum differs
     */
    IdxFile verified(IdxFile file, Part part) {
        if (!file.sha256().equals(checksum(part))) {
            throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: expected the %s of %s (SHA-256 of the uncompressed content %s), found %s. ",
                            file.name(),
                            part,
                            name,
                            checksum(part),
                            file.sha256())
                    + "Fetch the file anew.");
        }
        return file;
    }
}
