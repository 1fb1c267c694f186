package org.espalier.structure;

/** What it means that a unit is silent, and so what it still sends. */
enum Silence {
    /** Weights, biases and the shifts of normalisations are zero. */
    ZERO,
    /** Weights and the scales of normalisations are zero; biases and shifts stay, and go into the biases of those that read. */
    FOLD,
    /** It is not read: weights that would multiply it are zero. */
    UNREAD,
    /** Nothing is changed: weights are what they are, and a unit is silent where they make it so. */
    DEAD
}
