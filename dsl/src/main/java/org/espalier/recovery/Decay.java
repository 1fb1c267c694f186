package org.espalier.recovery;

/** How a learning rate falls in the course of a training, as a factor of the rate at its beginning. */
public enum Decay {
    /** It stays. */
    CONSTANT("") {
        @Override
        public double at(double progress) {
            return 1;
        }
    },
    /** {@code 1 − t}. */
    LINEAR("falling linearly") {
        @Override
        public double at(double progress) {
            return 1 - progress;
        }
    },
    /** {@code (1 + cos πt)/2}: Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts. */
    COSINE("falling along a cosine") {
        @Override
        public double at(double progress) {
            return (1 + Math.cos(Math.PI * progress)) / 2;
        }
    },
    /** A tenth from half of the training on, a hundredth from three quarters on: He et al., CVPR 2016, on CIFAR-10. */
    STEP("falling to a tenth at a half and at three quarters") {
        @Override
        public double at(double progress) {
            return progress < 0.5 ? 1 : progress < 0.75 ? 0.1 : 0.01;
        }
    };

    private final String words;

    Decay(String words) {
        this.words = words;
    }

    /**
     * The factor.
     *
     * @param progress the part of the training that is over, in [0, 1)
     */
    public abstract double at(double progress);

    String words() {
        return words;
    }
}
