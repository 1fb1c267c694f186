/**
 * The sealed grammar of recipes: immutable values that say what is pruned, by which criterion, to which target, where,
 * when and with what recovery. Nothing here computes on arrays or knows DL4J.
 */
@NullMarked
package org.espalier.recipe;

import org.jspecify.annotations.NullMarked;
