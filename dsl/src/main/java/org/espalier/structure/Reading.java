package org.espalier.structure;

/**
 * A layer that reads channels and can take what silent ones still send into its bias:
 * {@code bias[o] += Σ_i silent[i] · Σ weights[o, i, …]}.
 *
 * @param inAxis of the weights
 * @param outAxis of the weights; as long as the bias
 */
record Reading(String layer, String weights, String bias, int inAxis, int outAxis, int[] units, double[] silent) {}
