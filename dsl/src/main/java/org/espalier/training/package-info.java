/**
 * Pruning while the network is trained: gradual pruning, sparse training from a random mask, penalties that drive weights
 * to zero, masks that are learnt. One record per file, found by {@link java.util.ServiceLoader}; a method acts between the
 * parts of a training step and says what it wants of {@link org.espalier.training.NetworkInTraining}, the engine does it.
 */
@NullMarked
package org.espalier.training;

import org.jspecify.annotations.NullMarked;
