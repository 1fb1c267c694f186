package org.espalier.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.espalier.model.Network;
import org.espalier.recipe.Target;
import org.espalier.structure.ResidualBlock;
import org.espalier.structure.ResidualBlocks;

/**
 * What the dense model's residual blocks cost, and which of them a target leaves out.
 *
 * @param all that can be left out, in the model's order
 * @param scope those in the recipe's scope
 * @param macs multiply–accumulates per example of each layer
 * @param denseMacs of the whole dense model
 * @param denseParameters of the whole dense model
 */
record BlockBudget(
        List<ResidualBlock> all,
        List<ResidualBlock> scope,
        Map<String, Long> macs,
        long denseMacs,
        long denseParameters) {

    /** Copies the lists and the map. */
    BlockBudget {
        all = List.copyOf(all);
        scope = List.copyOf(scope);
        macs = Map.copyOf(macs);
    }

    long macs(ResidualBlock block) {
        return block.layers().stream()
                .mapToLong(layer -> macs.getOrDefault(layer, 0L))
                .sum();
    }

    long macs(Set<String> gone) {
        return denseMacs - gone(gone).stream().mapToLong(this::macs).sum();
    }

    long parameters(Set<String> gone) {
        return denseParameters
                - gone(gone).stream().mapToLong(ResidualBlock::parameters).sum();
    }

    private List<ResidualBlock> gone(Set<String> names) {
        return scope.stream().filter(block -> names.contains(block.name())).toList();
    }

    /** Every block in scope. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        scope.forEach(block -> names.add(block.name()));
        return names;
    }

    /** The fraction that is left of what a target counts; of the blocks in scope where it counts those. */
    double fraction(Target target, Set<String> gone) {
        if (target instanceof Target.BlocksRemoved) {
            return 1 - (double) gone.size() / scope.size();
        }
        return target instanceof Target.MacsAtMost
                ? (double) macs(gone) / denseMacs
                : (double) parameters(gone) / denseParameters;
    }

    private boolean meets(Target target, Set<String> gone) {
        return target instanceof Target.BlocksRemoved
                ? gone.size() >= Math.round(target.removed() * scope.size())
                : fraction(target, gone) <= target.fraction() + 1e-12;
    }

    /** Whether leaving out every block in scope is enough. */
    boolean reaches(Target target) {
        return meets(target, names());
    }

    /**
     * The blocks that go, those of lowest score first, of equal scores the later one; none that the target does not need.
     *
     * @param scores of the blocks in scope that are still there; the others are gone
     */
    Set<String> gone(Target target, Map<String, Double> scores) {
        Set<String> gone = new LinkedHashSet<>(names());
        gone.removeAll(scores.keySet());
        Set<String> before = Set.copyOf(gone);
        List<String> order = new ArrayList<>(scores.keySet());
        Collections.reverse(order);
        order.sort(Comparator.comparingDouble(name -> scores.getOrDefault(name, 0.0)));
        for (String weakest : order) {
            if (meets(target, gone)) {
                break;
            }
            gone.add(weakest);
        }
        // A large block at the end may have made small ones before it unnecessary: the best of them return.
        List<String> back = new ArrayList<>(gone);
        Collections.reverse(back);
        for (String name : back) {
            Set<String> without = new HashSet<>(gone);
            without.remove(name);
            if (!before.contains(name) && meets(target, without)) {
                gone.remove(name);
            }
        }
        gone.removeAll(before);
        return gone;
    }

    /** The fraction of the blocks in scope that a network made from the dense one has lost. */
    double removed(Network network) {
        List<String> left = ResidualBlocks.of(network.dl4j()).all().stream()
                .map(ResidualBlock::name)
                .toList();
        return 1 - (double) names().stream().filter(left::contains).count() / scope.size();
    }
}
