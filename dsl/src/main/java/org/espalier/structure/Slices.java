package org.espalier.structure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Parts of arrays: some indices of each axis. */
final class Slices {
    private Slices() {}

    /**
     * The part of an array at these places.
     *
     * @param places ascending, for each axis; empty where all of the axis is meant
     */
    static INDArray of(INDArray array, int[][] places) {
        long[] shape = array.shape();
        int[][] all = new int[shape.length][];
        long[] taken = new long[shape.length];
        boolean whole = true;
        for (int axis = 0; axis < shape.length; axis++) {
            boolean every = places[axis].length == 0 || places[axis].length == shape[axis];
            all[axis] = every ? IntStream.range(0, Math.toIntExact(shape[axis])).toArray() : places[axis];
            taken[axis] = all[axis].length;
            whole &= every;
        }
        if (whole) {
            return array;
        }
        boolean doubles = array.dataType() == DataType.DOUBLE;
        INDArray inOrder = array.dup('c');
        Object from = doubles ? inOrder.data().asDouble() : inOrder.data().asFloat();
        int length = Math.toIntExact(product(taken, 0));
        Object to = doubles ? new double[length] : new float[length];
        copy(from, 0, to, 0, shape, taken, all, 0);
        return doubles
                ? Nd4j.create((double[]) to, taken, DataType.DOUBLE)
                : Nd4j.create((float[]) to, taken, 'c').castTo(array.dataType());
    }

    /** Copies from {@code axis} on; neighbours in one go. Gives the place after what was written. */
    private static int copy(
            Object from, int at, Object to, int start, long[] shape, long[] taken, int[][] places, int axis) {
        int inner = Math.toIntExact(product(shape, axis + 1));
        int innerTaken = Math.toIntExact(product(taken, axis + 1));
        int next = start;
        for (int i = 0; i < places[axis].length; i++) {
            int place = places[axis][i];
            if (inner == innerTaken) {
                int run = 1;
                while (i + run < places[axis].length && places[axis][i + run] == place + run) {
                    run++;
                }
                System.arraycopy(from, at + place * inner, to, next, run * inner);
                next += run * inner;
                i += run - 1;
            } else {
                next = copy(from, at + place * inner, to, next, shape, taken, places, axis + 1);
            }
        }
        return next;
    }

    private static long product(long[] sizes, int from) {
        long product = 1;
        for (int i = from; i < sizes.length; i++) {
            product *= sizes[i];
        }
        return product;
    }

    /** Sets to zero what lies at these places of an axis. */
    static void zero(INDArray array, int axis, boolean[] places) {
        long[] shape = array.shape();
        int inner = Math.toIntExact(product(shape, axis + 1));
        double[] values = array.dup('c').data().asDouble();
        for (int at = 0; at < values.length; at++) {
            if (places[at / inner % places.length]) {
                values[at] = 0;
            }
        }
        array.assign(Nd4j.create(values, shape, array.dataType()));
    }

    /**
     * For each unit a row of all that lies at its places of an axis; rows of units with fewer places than others end in
     * zeros.
     */
    static INDArray rows(INDArray array, int axis, int[] unitsOfAxis, List<Integer> units) {
        long[] shape = array.shape();
        int size = unitsOfAxis.length;
        int inner = Math.toIntExact(product(shape, axis + 1));
        float[] values = array.dup('c').data().asFloat();
        int perPlace = values.length / size;
        Map<Integer, List<Integer>> places = new HashMap<>();
        for (int place = 0; place < size; place++) {
            places.computeIfAbsent(unitsOfAxis[place], unit -> new ArrayList<>())
                    .add(place);
        }
        int most = units.stream()
                .mapToInt(unit -> places.getOrDefault(unit, List.of()).size())
                .max()
                .orElse(0);
        float[] rows = new float[units.size() * most * perPlace];
        for (int row = 0; row < units.size(); row++) {
            int at = row * most * perPlace;
            for (int place : places.getOrDefault(units.get(row), List.of())) {
                for (int outer = 0; outer < perPlace / inner; outer++) {
                    System.arraycopy(values, (outer * size + place) * inner, rows, at, inner);
                    at += inner;
                }
            }
        }
        return Nd4j.create(rows, new long[] {units.size(), (long) most * perPlace}, 'c');
    }
}
