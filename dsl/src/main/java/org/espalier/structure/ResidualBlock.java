package org.espalier.structure;

import java.util.List;
import java.util.Set;

/**
 * A branch of a graph that is added to what it starts from, and that nothing else reads: {@code x + branch(x)}. Left out,
 * {@code x} goes on in its place.
 *
 * @param name of the vertex that adds
 * @param input what the branch starts from, and what goes on without it
 * @param vertices of the branch, layers among them, in topological order
 * @param layers those of them that have parameters
 * @param parameters that go with it
 */
public record ResidualBlock(String name, String input, List<String> vertices, List<String> layers, long parameters) {

    /** Copies the lists. */
    public ResidualBlock {
        vertices = List.copyOf(vertices);
        layers = List.copyOf(layers);
    }

    /** Why it can be left out: {@code "relu1 + conv1 → bn1 → conv2"}. */
    public String sentence() {
        return "%s + (%s)".formatted(input, String.join(" → ", vertices));
    }

    /** Whether another block lies within this one's branch. */
    boolean holds(ResidualBlock other) {
        return !other.equals(this) && Set.copyOf(vertices).contains(other.name());
    }
}
