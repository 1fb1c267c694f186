package org.espalier.pattern;

import org.espalier.taxonomy.Method;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A mask whose shape is fixed and whose density follows from it. A new one is one file: a record annotated
 * {@code @AutoService(MaskPattern.class)} with a no-argument constructor.
 */
public interface MaskPattern extends Method {

    /** The name in recipes and tables, for instance {@code "nOfM"}. */
    @Override
    String id();

    /** The pattern in words, for instance {@code "2:4"}. */
    String sentence();

    /** The removed fraction where the pattern fits a layer without remainder, in (0, 1). */
    double sparsity();

    /**
     * The mask of highest total score, 1 where a weight is kept and 0 where it is removed.
     *
     * @param scores one score per weight, {@code [out, in]} or {@code [out, in, kH, kW]}; not changed
     * @return an array of the same shape
     */
    INDArray mask(INDArray scores);

    /** How many weights of a layer of this shape the mask keeps. */
    long kept(long... shape);

    /**
     * Whether the zeros of {@code weights} satisfy the pattern.
     *
     * @param weights {@code [out, in]} or {@code [out, in, kH, kW]}
     */
    boolean holds(INDArray weights);
}
