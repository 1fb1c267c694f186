package org.espalier.engine;

import java.util.OptionalDouble;

/**
 * What was counted and measured of one network.
 *
 * @param parameters all parameters
 * @param nonZeroParameters those that are not zero
 * @param macs multiply–accumulates per example of a dense execution
 * @param nonZeroMacs those whose weight is not zero
 * @param bytes of the parameters as they would be stored: the smaller of dense and CSR for each layer
 * @param scopeSparsity zero fraction of the weights in the recipe's scope
 * @param validationAccuracy fraction correct on the validation split
 * @param testAccuracy fraction correct on the test split; only for final networks
 * @param fidelity largest |masked − shrunk| output difference of this step; only where channels were cut
 * @param parametersSha256 digest of all parameters, to compare two runs bit for bit
 */
public record Figures(
        long parameters,
        long nonZeroParameters,
        long macs,
        long nonZeroMacs,
        long bytes,
        double scopeSparsity,
        double validationAccuracy,
        OptionalDouble testAccuracy,
        OptionalDouble fidelity,
        String parametersSha256) {}
