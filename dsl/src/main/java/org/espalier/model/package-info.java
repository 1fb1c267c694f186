/**
 * The only door to DL4J: one {@link org.espalier.model.Network} for both of its network classes, weights in one layout, masks that
 * hold while training, and the fast convolutions. Knows no recipes.
 */
@NullMarked
package org.espalier.model;

import org.jspecify.annotations.NullMarked;
