package org.espalier.data;

import java.util.Locale;

/** The four files of which an MNIST-like set is made, under the names that everyone publishes them by. */
enum Part {
    TRAIN_IMAGES("train-images-idx3-ubyte"),
    TRAIN_LABELS("train-labels-idx1-ubyte"),
    TEST_IMAGES("t10k-images-idx3-ubyte"),
    TEST_LABELS("t10k-labels-idx1-ubyte");

    private final String file;

    Part(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    String gzipped() {
        return file + ".gz";
    }

    boolean holdsImages() {
        return this == TRAIN_IMAGES || this == TEST_IMAGES;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
