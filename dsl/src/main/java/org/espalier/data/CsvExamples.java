package org.espalier.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Examples in a CSV file: a line for each, its label in the column that the heading calls {@code label}, or in the first
 * where there is no heading; all other columns are numbers. Where all are whole numbers from 0 to 255 they are pixels:
 * they are divided by 255, and as many as a square has are a grey picture. Else they are taken as they are.
 *
 * @param examples the examples
 * @param classes the labels, in the order of the outputs
 * @param pixels whether the numbers are pixels
 */
record CsvExamples(Examples examples, List<String> classes, boolean pixels) {
    private static final String LABEL = "label";
    private static final float WHITE = 255;

    /** Reads a file; what is to be tested is read as what was trained on. */
    static CsvExamples read(Path file, Optional<CsvExamples> trained) {
        List<String> lines = lines(file);
        String[] first = lines.get(0).split(",", -1);
        boolean heading = Arrays.stream(first).map(String::strip).anyMatch(LABEL::equals);
        int label = heading ? Arrays.stream(first).map(String::strip).toList().indexOf(LABEL) : 0;
        int columns = first.length - 1;
        if (columns < 1) {
            throw bad(file, 1, "a label and numbers, separated by commas", "\"" + lines.get(0) + "\"");
        }
        List<String> labels = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int i = heading ? 1 : 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] cells = lines.get(i).split(",", -1);
            if (cells.length != columns + 1) {
                throw bad(
                        file,
                        i + 1,
                        "%d columns, as in the first line".formatted(columns + 1),
                        cells.length + " columns");
            }
            labels.add(cells[label].strip());
            rows.add(numbers(file, i + 1, cells, label));
        }
        if (rows.isEmpty()) {
            throw bad(file, 1, "at least one example below the heading", "none");
        }
        List<String> classes = trained.map(CsvExamples::classes).orElseGet(() -> sorted(labels));
        boolean pixels =
                trained.map(CsvExamples::pixels).orElseGet(() -> rows.stream().allMatch(CsvExamples::arePixels));
        INDArray oneHot = Nd4j.zeros(rows.size(), classes.size());
        for (int i = 0; i < labels.size(); i++) {
            int at = classes.indexOf(labels.get(i));
            if (at < 0) {
                throw new DataException(
                        "%s: expected one of the labels that were trained on, %s, found \"%s\". Leave such examples out, or train on some."
                                .formatted(file, classes, labels.get(i)));
            }
            oneHot.putScalar(i, at, 1);
        }
        return new CsvExamples(
                FloatExamples.of(file.toString(), features(rows, columns, pixels), oneHot), classes, pixels);
    }

    private static INDArray features(List<float[]> rows, int columns, boolean pixels) {
        float[] all = new float[rows.size() * columns];
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns; j++) {
                all[i * columns + j] = pixels ? rows.get(i)[j] / WHITE : rows.get(i)[j];
            }
        }
        int side = (int) Math.round(Math.sqrt(columns));
        return Nd4j.create(
                all,
                pixels && side * side == columns
                        ? new long[] {rows.size(), 1, side, side}
                        : new long[] {rows.size(), columns});
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty()) {
                throw bad(file, 1, "at least one example", "an empty file");
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new DataException(file + ": expected text in UTF-8, found other bytes. Save it so.", e);
        } catch (IOException e) {
            throw DataFolder.unreadable(file, e);
        }
    }

    private static float[] numbers(Path file, int line, String[] cells, int label) {
        float[] row = new float[cells.length - 1];
        for (int i = 0, at = 0; i < cells.length; i++) {
            if (i != label) {
                try {
                    row[at++] = Float.parseFloat(cells[i].strip());
                } catch (NumberFormatException e) {
                    throw bad(file, line, "a number in column " + (i + 1), "\"" + cells[i].strip() + "\"");
                }
            }
        }
        return row;
    }

    private static boolean arePixels(float[] row) {
        for (float value : row) {
            if (!(value >= 0 && value <= WHITE && value == Math.rint(value))) {
                return false;
            }
        }
        return true;
    }

    /** As numbers where all are, so that class 10 comes after class 9. */
    private static List<String> sorted(List<String> labels) {
        TreeSet<String> distinct = new TreeSet<>(labels);
        return distinct.stream().allMatch(label -> label.matches("[0-9]{1,9}"))
                ? distinct.stream()
                        .sorted(java.util.Comparator.comparingInt(Integer::parseInt))
                        .toList()
                : List.copyOf(distinct);
    }

    private static DataException bad(Path file, int line, String expected, String found) {
        return new DataException("%s:%d: expected %s, found %s. Mend the line.".formatted(file, line, expected, found));
    }
}
