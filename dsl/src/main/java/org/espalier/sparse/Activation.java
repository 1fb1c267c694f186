package org.espalier.sparse;

/** What is applied to each output of a product before it is stored. */
public enum Activation {
    /** Nothing. */
    NONE {
        @Override
        public float of(float x) {
            return x;
        }
    },
    /** {@code max(x, 0)}; NaN stays NaN, so that a broken network does not look well. */
    RELU {
        @Override
        public float of(float x) {
            return x < 0 ? 0 : x;
        }
    };

    /** The activation of one output. */
    public abstract float of(float x);
}
