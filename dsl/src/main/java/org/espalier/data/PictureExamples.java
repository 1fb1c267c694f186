package org.espalier.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Examples as pictures (PNG, JPEG, GIF, BMP) in a folder for each class, all of one size. Grey where all that were trained
 * on are grey, else red, green and blue; values from 0 to 1.
 *
 * @param examples the examples
 * @param classes the folders' names, in the order of the outputs
 * @param shape {channels, height, width}
 */
record PictureExamples(Examples examples, List<String> classes, List<Integer> shape) {
    private static final int COLOURS = 3;
    private static final float WHITE = 255;

    /** A picture and where it is from. */
    private record Picture(Path file, int label, BufferedImage image) {
        /** Of grey pictures the numbers in the file: Java would take them for linear light, and brighten them. */
        boolean storedGrey() {
            return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        }

        /** From 0 to 1; channels are red, green, blue. */
        float value(int x, int y, int channel) {
            if (storedGrey()) {
                int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
                return image.getRaster().getSample(x, y, 0) / (float) most;
            }
            return (image.getRGB(x, y) >> (16 - 8 * channel) & 0xff) / WHITE;
        }

        boolean grey() {
            for (int at = 0; at < image.getHeight() * image.getWidth() && !storedGrey(); at++) {
                int rgb = image.getRGB(at % image.getWidth(), at / image.getWidth());
                if ((rgb >> 16 & 0xff) != (rgb >> 8 & 0xff) || (rgb >> 8 & 0xff) != (rgb & 0xff)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads a folder of classes; what is to be tested is read as what was trained on. */
    static PictureExamples read(Path folder, Optional<PictureExamples> trained) {
        List<String> found = names(folder);
        List<String> classes = trained.map(PictureExamples::classes).orElse(found);
        List<Picture> pictures = new ArrayList<>();
        for (String name : found) {
            int label = classes.indexOf(name);
            if (label < 0) {
                throw new DataException(
                        "%s: expected one of the classes that were trained on, %s. Leave the folder out, or train on some."
                                .formatted(folder.resolve(name), classes));
            }
            List<Path> files = files(folder.resolve(name));
            if (files.isEmpty()) {
                throw new DataException(folder.resolve(name)
                        + ": expected pictures (.png, .jpg, .gif, .bmp), found none. Add some, or remove the folder.");
            }
            for (Path file : files) {
                pictures.add(new Picture(file, label, image(file)));
            }
        }
        if (pictures.isEmpty()) {
            throw new DataException(folder + ": expected a folder of pictures for each class, found none. Add them.");
        }
        List<Integer> shape = trained.map(PictureExamples::shape).orElseGet(() -> shape(pictures));
        return new PictureExamples(examples(folder, pictures, classes.size(), shape), classes, shape);
    }

    private static List<Integer> shape(List<Picture> pictures) {
        BufferedImage first = pictures.get(0).image();
        boolean grey = pictures.stream().allMatch(Picture::grey);
        return List.of(grey ? 1 : COLOURS, first.getHeight(), first.getWidth());
    }

    private static Examples examples(Path folder, List<Picture> pictures, int classes, List<Integer> shape) {
        int channels = shape.get(0);
        int height = shape.get(1);
        int width = shape.get(2);
        int plane = height * width;
        float[] values = new float[pictures.size() * channels * plane];
        INDArray oneHot = Nd4j.zeros(pictures.size(), classes);
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            BufferedImage image = picture.image();
            if (image.getHeight() != height || image.getWidth() != width) {
                throw new DataException(
                        "%s: expected %d×%d pixels, as the first picture has, found %d×%d. Bring all to one size."
                                .formatted(picture.file(), height, width, image.getHeight(), image.getWidth()));
            }
            for (int at = 0; at < plane; at++) {
                for (int c = 0; c < channels; c++) {
                    values[(i * channels + c) * plane + at] = picture.value(at % width, at / width, c);
                }
            }
            oneHot.putScalar(i, picture.label(), 1);
        }
        long[] of = {pictures.size(), channels, height, width};
        return FloatExamples.of(folder.toString(), Nd4j.create(values, of), oneHot);
    }

    private static BufferedImage image(Path file) {
        try {
            BufferedImage image = ImageIO.read(file.toFile());
            if (image == null) {
                throw new DataException(file + ": expected a picture, found another file. Remove it.");
            }
            return image;
        } catch (IOException e) {
            throw DataFolder.unreadable(file, e);
        }
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": expected a folder with one for each class, found none. Add it.");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory)
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DataFolder.unreadable(folder, e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(
                            file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g|gif|bmp)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw DataFolder.unreadable(folder, e);
        }
    }
}
