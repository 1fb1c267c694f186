package org.espalier.data;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Which data, as plain values: what a recipe's file and a receipt say of it.
 *
 * @param origin where the examples come from
 * @param trainImages at most so many for training and validation; empty for all
 * @param testImages at most so many for the test; empty for all
 * @param dataSeed that fixes the splits
 */
public record DataReference(Origin origin, OptionalInt trainImages, OptionalInt testImages, long dataSeed) {

    /** Where examples come from. */
    public sealed interface Origin {}

    /** A set by name, see {@link ImageSets#named}. */
    public record Named(String name) implements Origin {}

    /** A folder of one's own. */
    public record OfFolder(String folder) implements Origin {}

    /** Arrays that a notebook made: only whoever has them can run the same again. */
    public record Given(String name) implements Origin {}

    /** All of the data, split by the usual seed. */
    public static DataReference all(Origin origin) {
        return new DataReference(origin, OptionalInt.empty(), OptionalInt.empty(), Dataset.DATA_SEED);
    }

    /**
     * The data.
     *
     * @throws IllegalArgumentException if the name is unknown, or only a notebook had the arrays
     * @throws DataException if the data is not to be had
     */
    public Dataset dataset() {
        Dataset whole;
        if (origin instanceof Named named) {
            whole = ImageSets.named(named.name());
        } else if (origin instanceof OfFolder folder) {
            whole = Dataset.ofFolder(Path.of(folder.folder()));
        } else {
            throw new IllegalArgumentException(
                    "the data \"%s\" was made in a notebook, so that it cannot be found from here; run this where the data is, with experiment(model, data)"
                            .formatted(((Given) origin).name()));
        }
        return whole.withDataSeed(dataSeed)
                .limitedTo(trainImages.orElse(Integer.MAX_VALUE), testImages.orElse(Integer.MAX_VALUE));
    }
}
