package org.espalier.criterion;

import java.util.ArrayList;
import java.util.List;

/** A layer's inputs, as columns of its flattened weights, in groups that follow each other. */
final class InputGroups {
    private final int[] order;
    private final int[] ends;

    private InputGroups(int[] order, int... ends) {
        this.order = order;
        this.ends = ends;
    }

    /** The columns, group by group. */
    int[] order() {
        return order.clone();
    }

    /** Where each group ends in that order. */
    int[] ends() {
        return ends.clone();
    }

    /** Columns as they are, {@code size} at a time. */
    static InputGroups blocks(int columns, int size) {
        return grouped(columns, 1, size);
    }

    /** {@code m} consecutive inputs at the same kernel position; no group goes beyond a position. */
    static InputGroups consecutive(int m, long... shape) {
        int positions = 1;
        for (int d = 2; d < shape.length; d++) {
            positions *= Math.toIntExact(shape[d]);
        }
        return grouped(Math.toIntExact(shape[1]), positions, m);
    }

    private static InputGroups grouped(int in, int positions, int size) {
        int[] order = new int[in * positions];
        List<Integer> ends = new ArrayList<>();
        int at = 0;
        for (int position = 0; position < positions; position++) {
            for (int input = 0; input < in; input++) {
                order[at++] = input * positions + position;
                if ((input + 1) % size == 0 || input + 1 == in) {
                    ends.add(at);
                }
            }
        }
        return new InputGroups(order, ends.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Which group each column is in. */
    int[] ofColumns() {
        int[] group = new int[order.length];
        for (int at = 0, g = 0; at < order.length; at++) {
            g += at == ends[g] ? 1 : 0;
            group[order[at]] = g;
        }
        return group;
    }
}
