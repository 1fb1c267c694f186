package org.espalier.data;

import java.security.MessageDigest;
import java.util.Locale;

/** Grey images and their digits as read from IDX files: a byte a pixel, a quarter of what floats would take. */
final class GreyImages implements Examples {
    private static final int CLASSES = 10;
    private static final float[] SCALED = new float[256];

    static {
        for (int grey = 0; grey < SCALED.length; grey++) {
            SCALED[grey] = grey / 255f;
        }
    }

    private final int rows;
    private final int columns;
    private final byte[] pixels;
    private final byte[] labels;

    private GreyImages(int rows, int columns, byte[] pixels, byte[] labels) {
        this.rows = rows;
        this.columns = columns;
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Pairs images with labels.
     *
     * @throws DataException when there are not as many of the one as of the other
     */
    static GreyImages of(IdxFile images, IdxFile labels) {
        if (images.count() != labels.count()) {
            throw new DataException(String.format(
                            Locale.ROOT,
                            "%s: expected %,d labels, one for each image in %s, found %,d. ",
                            labels.name(),
                            images.count(),
                            images.name(),
                            labels.count())
                    + "Fetch both files anew, from one source.");
        }
        return new GreyImages(images.rows(), images.columns(), images.values(), labels.values());
    }

    @Override
    public int count() {
        return labels.length;
    }

    @Override
    public long[] shape() {
        return new long[] {1, rows, columns};
    }

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public int classOf(int example) {
        return labels[example];
    }

    @Override
    public void copyFeatures(int example, float[] target, int at) {
        int size = rows * columns;
        int from = example * size;
        for (int i = 0; i < size; i++) {
            target[at + i] = SCALED[pixels[from + i] & 0xff];
        }
    }

    @Override
    public void copyLabels(int example, float[] target, int at) {
        for (int i = 0; i < CLASSES; i++) {
            target[at + i] = i == labels[example] ? 1 : 0;
        }
    }

    @Override
    public void hash(int example, MessageDigest digest) {
        int size = rows * columns;
        digest.update(pixels, example * size, size);
        digest.update(labels[example]);
    }
}
