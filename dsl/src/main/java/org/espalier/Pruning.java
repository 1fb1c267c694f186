package org.espalier;

/** The facade: everything a notebook imports, with {@code import static org.espalier.Pruning.*}. */
public final class Pruning {
    private Pruning() {}
}
