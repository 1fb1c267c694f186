package org.espalier.engine;

import java.util.List;

/**
 * How an experiment trains and measures.
 *
 * @param seeds one whole run each; empty to take the recipe's
 * @param batchSize of training and calibration
 * @param latencyBatch the batch that latency is measured at; 0 to measure none
 * @param controls whether the control rows are run
 */
record Settings(List<Long> seeds, int batchSize, int latencyBatch, boolean controls) {

    static final Settings DEFAULT = new Settings(List.of(), 64, 32, true);
}
