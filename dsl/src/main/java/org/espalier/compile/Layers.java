package org.espalier.compile;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.espalier.program.Program;
import org.espalier.program.Step;
import org.espalier.program.Step.Convolution;
import org.espalier.sparse.CsrMatrix;
import org.espalier.sparse.SparseMatrix;
import org.espalier.text.NearestName;

/**
 * The convolutions and dense layers of a program.
 *
 * @param program in which they are
 * @param convolutions in order
 */
record Layers(Program program, List<Convolution> convolutions) {

    static Layers of(Program program) {
        return new Layers(
                program,
                program.steps().stream()
                        .filter(Convolution.class::isInstance)
                        .map(Convolution.class::cast)
                        .toList());
    }

    /** The same program with its layers stored like this, in order. */
    Program stored(List<WeightFormat> formats) {
        Iterator<WeightFormat> format = formats.iterator();
        List<Step> steps = new ArrayList<>();
        for (Step step : program.steps()) {
            steps.add(step instanceof Convolution c ? stored(c, format.next()) : step);
        }
        return new Program(program.input(), steps);
    }

    /** The formats of the dense computation: all dense, but for those that only put values in another order. */
    List<WeightFormat> dense() {
        return convolutions.stream()
                .map(layer -> selects(layer.weights()) ? WeightFormat.CSR : WeightFormat.DENSE)
                .toList();
    }

    /** Whether each output is one of the inputs: nobody would multiply for that. */
    static boolean selects(SparseMatrix weights) {
        if (weights.nonZeros() != weights.rows()) {
            return false;
        }
        CsrMatrix m = weights.toCsr();
        int[] pointers = m.rowPointers();
        for (int row = 0; row < m.rows(); row++) {
            if (pointers[row + 1] != pointers[row] + 1) {
                return false;
            }
        }
        for (float value : m.values()) {
            if (value != 1) {
                return false;
            }
        }
        return true;
    }

    private static Convolution stored(Convolution layer, WeightFormat format) {
        try {
            return layer.with(format.store(layer.weights()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "layer \"%s\" cannot be stored as %s: %s".formatted(layer.name(), format, e.getMessage()), e);
        }
    }

    /**
     * Checks that formats are asked for layers that there are.
     *
     * @throws IllegalArgumentException naming the nearest
     */
    void requireNames(Map<String, WeightFormat> asked) {
        List<String> names = convolutions.stream().map(Convolution::name).toList();
        for (String name : asked.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("no convolution or dense layer \"%s\" to store as %s; there are %s%s"
                        .formatted(name, asked.get(name), names, NearestName.hint(name, names)));
            }
        }
    }

    List<WeightFormat> formats() {
        return convolutions.stream().map(c -> WeightFormat.of(c.weights())).toList();
    }

    /** The place of each layer among the program's steps. */
    List<Integer> places() {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < program.steps().size(); i++) {
            if (program.steps().get(i) instanceof Convolution) {
                places.add(i);
            }
        }
        return places;
    }
}
