/**
 * Well-known architectures at notebook size: the networks of the pruning literature, built from a seed. No data, no
 * training, no recipes.
 */
@NullMarked
package org.espalier.zoo;

import org.jspecify.annotations.NullMarked;
