package org.espalier.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.report.NetworkBoxes.Box;

/**
 * Where the boxes stand: each below those it reads, and a long network in several columns.
 *
 * @param places by the boxes' names
 * @param lefts where each column begins
 */
record NetworkLayout(Map<String, Place> places, List<Integer> lefts, int width, int height) {
    static final int BOX_WIDTH = 290;
    static final int BOX_HEIGHT = 42;
    static final int GAP = 36;
    static final int LEVEL = 26;
    static final int LANE = 34;
    private static final int MARGIN = 14;
    private static final int TALL = 12;
    private static final int TALLEST = 18;

    /** A box's place. */
    record Place(int column, int level, int x, int y) {
        int topX() {
            return x + BOX_WIDTH / 2;
        }

        int bottomX() {
            return topX();
        }

        int bottomY() {
            return y + BOX_HEIGHT;
        }
    }

    static NetworkLayout of(List<Box> boxes) {
        Map<String, Integer> levels = new LinkedHashMap<>();
        List<List<Box>> byLevel = new ArrayList<>();
        for (Box box : boxes) {
            int level = box.reads().keySet().stream()
                    .mapToInt(read -> levels.getOrDefault(read, -1) + 1)
                    .max()
                    .orElse(0);
            levels.put(box.name(), level);
            while (byLevel.size() <= level) {
                byLevel.add(new ArrayList<>());
            }
            byLevel.get(level).add(box);
        }
        // What is read further down stands to the right, where its arrow has room.
        Map<String, Integer> furthest = new HashMap<>();
        boxes.forEach(box -> box.reads()
                .keySet()
                .forEach(read -> furthest.merge(
                        read, levels.getOrDefault(box.name(), 0) - levels.getOrDefault(read, 0), Math::max)));
        byLevel.forEach(row -> row.sort(Comparator.comparing(box -> furthest.getOrDefault(box.name(), 0))));
        int[] spanned = spanned(boxes, levels, byLevel.size());
        Map<String, Place> places = new HashMap<>();
        List<Integer> lefts = new ArrayList<>();
        int left = MARGIN;
        int tallest = 0;
        for (int begin = 0, end; begin < byLevel.size(); begin = end) {
            end = end(begin, byLevel, spanned);
            int most = 1;
            boolean lane = false;
            for (int level = begin; level < end; level++) {
                most = Math.max(most, byLevel.get(level).size());
                lane |= spanned[level] > 0;
            }
            int wide = most * BOX_WIDTH + (most - 1) * GAP;
            for (int level = begin; level < end; level++) {
                List<Box> row = byLevel.get(level);
                int x = left + (wide - row.size() * BOX_WIDTH - (row.size() - 1) * GAP) / 2;
                for (Box box : row) {
                    int y = MARGIN + LEVEL / 2 + (level - begin) * (BOX_HEIGHT + LEVEL);
                    places.put(box.name(), new Place(lefts.size(), level, x, y));
                    x += BOX_WIDTH + GAP;
                }
            }
            lefts.add(left);
            left += wide + GAP + (lane ? LANE : 0);
            tallest = Math.max(tallest, end - begin);
        }
        return new NetworkLayout(places, lefts, left - GAP + MARGIN, 2 * MARGIN + tallest * (BOX_HEIGHT + LEVEL));
    }

    /** How many arrows go past each level. */
    private static int[] spanned(List<Box> boxes, Map<String, Integer> levels, int size) {
        int[] spanned = new int[size + 1];
        for (Box box : boxes) {
            for (String read : box.reads().keySet()) {
                for (int level = levels.getOrDefault(read, 0) + 1;
                        level < levels.getOrDefault(box.name(), 0);
                        level++) {
                    spanned[level]++;
                }
            }
        }
        return spanned;
    }

    /** Where the column ends: rather where one box alone is all that goes on. */
    private static int end(int begin, List<List<Box>> byLevel, int[] spanned) {
        int last = byLevel.size();
        if (last - begin <= TALLEST) {
            return last;
        }
        for (int level = begin + TALL; level < begin + TALLEST; level++) {
            if (byLevel.get(level - 1).size() == 1 && spanned[level - 1] == 0) {
                return level;
            }
        }
        return begin + TALL;
    }

    Place of(String box) {
        return Objects.requireNonNull(places.get(box), box);
    }

    int leftOf(int column) {
        return lefts.get(column);
    }

    /** The right side of what stands in these levels of a column. */
    int rightOf(int column, int fromLevel, int toLevel) {
        return places.values().stream()
                .filter(place -> place.column() == column && place.level() >= fromLevel && place.level() <= toLevel)
                .mapToInt(place -> place.x() + BOX_WIDTH)
                .max()
                .orElse(0);
    }
}
