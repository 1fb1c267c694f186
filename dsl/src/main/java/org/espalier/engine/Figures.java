package org.espalier.engine;

import java.util.OptionalDouble;

/**
 * What was counted and measured of one network.
 *
 * @param parameters all parameters
 * @param nonZeroParameters those left when zero weights of prunable layers are not counted
 * @param macs multiply–accumulates per example of a dense execution
 * @param nonZeroMacs those whose weight is not zero
 * @param bytes of the parameters as they would be stored: the smaller of dense and CSR for each layer
 * @param removed the removed fraction of what the recipe's target counts: what was got, beside what was asked
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
        double removed,
        double validationAccuracy,
        OptionalDouble testAccuracy,
        OptionalDouble fidelity,
        String parametersSha256) {}
