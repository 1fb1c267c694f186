package org.espalier.structure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Units: what is kept or removed as one piece. Each channel that a layer makes starts as a unit of its own; what has to
 * fall together becomes one. {@link #NONE} stands for what always stays.
 */
final class Units {
    /** The unit of what cannot be removed and has no reason to: a network's inputs. */
    static final int NONE = -1;

    private int[] parents = new int[256];
    private int count;
    private final Map<Integer, String> refusals = new HashMap<>();
    private final Map<Integer, Set<String>> couplings = new HashMap<>();

    /** New units, each on its own. */
    int[] fresh(int number) {
        if (count + number > parents.length) {
            parents = Arrays.copyOf(parents, Math.max(2 * parents.length, count + number));
        }
        int[] made = new int[number];
        for (int i = 0; i < number; i++) {
            parents[count] = count;
            made[i] = count++;
        }
        return made;
    }

    /** The one unit that stands for all that became one with this. */
    int find(int unit) {
        if (unit == NONE) {
            return NONE;
        }
        int root = unit;
        while (parents[root] != root) {
            root = parents[root];
        }
        int at = unit;
        while (parents[at] != root) {
            int next = parents[at];
            parents[at] = root;
            at = next;
        }
        return root;
    }

    /** Two units become one. */
    void couple(int a, int b, String where) {
        int first = find(a);
        int second = find(b);
        if (first == NONE || second == NONE) {
            refuse(first == NONE ? second : first, where + " combines them with the network's input");
            return;
        }
        int root = Math.min(first, second);
        int other = Math.max(first, second);
        couplings.computeIfAbsent(root, u -> new LinkedHashSet<>()).add(where);
        if (root == other) {
            return;
        }
        parents[other] = root;
        Set<String> wheres = couplings.remove(other);
        if (wheres != null) {
            couplings.computeIfAbsent(root, u -> new LinkedHashSet<>()).addAll(wheres);
        }
        String reason = refusals.remove(other);
        if (reason != null) {
            refusals.putIfAbsent(root, reason);
        }
    }

    /** Keeps a unit for good; the first reason given counts. */
    void refuse(int unit, String reason) {
        int root = find(unit);
        if (root != NONE) {
            refusals.putIfAbsent(root, reason);
        }
    }

    /** Keeps a unit for good, and this is the reason that counts. */
    void refuseAboveAll(int unit, String reason) {
        int root = find(unit);
        if (root != NONE) {
            refusals.put(root, reason);
        }
    }

    /** Why a unit cannot be removed. */
    Optional<String> refusal(int unit) {
        return Optional.ofNullable(refusals.get(find(unit)));
    }

    /** What made units one, in the order it was met. */
    List<String> couplings(int unit) {
        return List.copyOf(couplings.getOrDefault(find(unit), Set.of()));
    }
}
