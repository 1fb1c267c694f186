package org.espalier.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Data of one's own in a folder, in one of three layouts:
 *
 * <ul>
 *   <li>the four IDX files of an MNIST-like set, {@code train-images-idx3-ubyte} and so on, gzipped or not;
 *   <li>{@code train.csv} and {@code test.csv}, see {@link CsvExamples};
 *   <li>pictures, {@code train/CLASS/*.png} and {@code test/CLASS/*.png}, see {@link PictureExamples}.
 * </ul>
 */
final class DataFolder {
    private DataFolder() {}

    /**
     * The data in a folder.
     *
     * @throws DataException if there is none in one of the layouts; says which file and line
     */
    static Dataset read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": expected a folder of data, found none. Check the path.");
        }
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        DataReference.Origin origin = new DataReference.OfFolder(folder.toString());
        if (Files.exists(folder.resolve("train.csv"))) {
            CsvExamples train = CsvExamples.read(folder.resolve("train.csv"), Optional.empty());
            CsvExamples test = CsvExamples.read(folder.resolve("test.csv"), Optional.of(train));
            return Dataset.of(name, "CSV files", origin, train.examples(), test.examples());
        }
        if (Files.isDirectory(folder.resolve("train"))) {
            PictureExamples train = PictureExamples.read(folder.resolve("train"), Optional.empty());
            PictureExamples test = PictureExamples.read(folder.resolve("test"), Optional.of(train));
            return Dataset.of(name, "a folder of pictures", origin, train.examples(), test.examples());
        }
        if (found(folder, Part.TRAIN_IMAGES).isPresent()) {
            return Dataset.of(
                    name,
                    "IDX files",
                    origin,
                    GreyImages.of(idx(folder, Part.TRAIN_IMAGES), idx(folder, Part.TRAIN_LABELS)),
                    GreyImages.of(idx(folder, Part.TEST_IMAGES), idx(folder, Part.TEST_LABELS)));
        }
        throw new DataException(folder
                + ": expected train.csv and test.csv, folders train and test with a folder of pictures for each class, or the IDX files "
                + Part.TRAIN_IMAGES.file()
                + " and its like, found none of them. Bring the data into one of these forms.");
    }

    private static IdxFile idx(Path folder, Part part) {
        return IdxFile.read(
                found(folder, part)
                        .orElseThrow(() ->
                                new DataException("%s: expected %s beside the other IDX files, found none. Add it."
                                        .formatted(folder, part.file()))),
                part);
    }

    private static Optional<Path> found(Path folder, Part part) {
        Path plain = folder.resolve(part.file());
        Path gzipped = folder.resolve(part.gzipped());
        return Files.exists(plain) ? Optional.of(plain) : Optional.of(gzipped).filter(Files::exists);
    }

    static DataException unreadable(Path file, IOException e) {
        return new DataException(file + ": expected to read it, found " + e + ". Check the file.", e);
    }
}
