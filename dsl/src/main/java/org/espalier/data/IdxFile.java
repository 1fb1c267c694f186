package org.espalier.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One checked file of the IDX format in which MNIST and its relatives are published: grey images (magic 0x803, one byte
 * a pixel) or labels (magic 0x801, one byte each, 0 to 9). Gzip is recognised by content, whatever the file's name.
 *
 * <pre>{@code
 * var labels = IdxFile.readLabels(Path.of("train-labels-idx1-ubyte.gz"));
 * labels.count() + " labels, sha256 " + labels.sha256()
 * }</pre>
 */
public final class IdxFile {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;
    private static final int MOST_EXAMPLES = 10_000_000;
    private static final int LONGEST_SIDE = 4096;
    private static final long MOST_BYTES = 1L << 30;
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final int count;
    private final int rows;
    private final int columns;
    private final byte[] values;
    private final String sha256;

    private IdxFile(String name, int count, int rows, int columns, byte[] values, String sha256) {
        this.name = name;
        this.count = count;
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.sha256 = sha256;
    }

    /**
     * Reads a file of images, raw or gzipped.
     *
     * @throws DataException when the file is missing, corrupt, truncated, too long, or not a file of images
     */
    public static IdxFile readImages(Path file) {
        return read(file, IMAGES);
    }

    /**
     * Reads a file of labels, raw or gzipped.
     *
     * @throws DataException when the file is missing, corrupt, truncated, too long, not a file of labels, or holds a
     *     label above 9
     */
    public static IdxFile readLabels(Path file) {
        return read(file, LABELS);
    }

    /** How many images or labels the file holds. */
    public int count() {
        return count;
    }

    /** Pixels from top to bottom of an image; 1 for labels. */
    public int rows() {
        return rows;
    }

    /** Pixels from left to right of an image; 1 for labels. */
    public int columns() {
        return columns;
    }

    /** The SHA-256 of the uncompressed content, header included: the same however the file was compressed. */
    public String sha256() {
        return sha256;
    }

    /** What messages call this file. */
    String name() {
        return name;
    }

    /** The pixels (image by image, row by row) or labels; not a copy, so callers must not write to it. */
    byte[] values() {
        return values;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s: %d of %d×%d", name, count, rows, columns);
    }

    static IdxFile read(String name, InputStream content, Part part) {
        return read(name, content, part.holdsImages() ? IMAGES : LABELS);
    }

    static IdxFile read(Path file, Part part) {
        return read(file, part.holdsImages() ? IMAGES : LABELS);
    }

    private static IdxFile read(Path file, int magic) {
        try (InputStream content = Files.newInputStream(file)) {
            return read(file.toString(), content, magic);
        } catch (NoSuchFileException e) {
            throw new DataException(file + ": expected an IDX file, found no such file. Check the path.", e);
        } catch (IOException e) {
            throw new DataException(
                    file + ": expected a readable IDX file, found that it cannot be opened (" + e
                            + "). Check the path and its permissions.",
                    e);
        }
    }

    private static IdxFile read(String name, InputStream content, int magic) {
        MessageDigest digest = Sha256.begin();
        try (InputStream plain = new DigestInputStream(plain(content), digest)) {
            int found = number(name, plain, "a magic number");
            if (found != magic) {
                throw bad(name, describe(magic), describe(found));
            }
            int count = number(name, plain, "the number of examples");
            int rows = magic == IMAGES ? number(name, plain, "the number of rows") : 1;
            int columns = magic == IMAGES ? number(name, plain, "the number of columns") : 1;
            byte[] values = values(name, plain, count, rows, columns);
            if (magic == LABELS) {
                requireDigits(name, values);
            }
            return new IdxFile(name, count, rows, columns, values, Sha256.finish(digest));
        } catch (EOFException e) {
            throw bad(name, "a whole gzip stream", "that it is truncated (" + e.getMessage() + ")");
        } catch (ZipException e) {
            throw bad(name, "a sound gzip stream", "that it is corrupt (" + e.getMessage() + ")");
        } catch (IOException e) {
            throw new DataException(name + ": expected to read it, found " + e + ". Try again.", e);
        }
    }

    private static InputStream plain(InputStream content) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(content, BUFFER);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return gzip ? new GZIPInputStream(buffered, BUFFER) : buffered;
    }

    private static int number(String name, InputStream plain, String what) throws IOException {
        byte[] bytes = plain.readNBytes(Integer.BYTES);
        if (bytes.length < Integer.BYTES) {
            throw bad(name, "4 bytes with " + what, "that it is truncated after " + bytes.length + " of them");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }

    private static byte[] values(String name, InputStream plain, int count, int rows, int columns) throws IOException {
        // Judged before anything is allocated: a corrupt header must not ask for gigabytes.
        if (count < 1
                || count > MOST_EXAMPLES
                || rows < 1
                || rows > LONGEST_SIDE
                || columns < 1
                || columns > LONGEST_SIDE
                || (long) count * rows * columns > MOST_BYTES) {
            throw bad(
                    name,
                    String.format(
                            Locale.ROOT,
                            "1 to %,d examples of at most %,d×%,d, %,d bytes in all",
                            MOST_EXAMPLES,
                            LONGEST_SIDE,
                            LONGEST_SIDE,
                            MOST_BYTES),
                    String.format(Locale.ROOT, "a header announcing %,d of %,d×%,d", count, rows, columns));
        }
        int expected = count * rows * columns;
        byte[] values = plain.readNBytes(expected);
        if (values.length < expected) {
            throw bad(
                    name,
                    String.format(Locale.ROOT, "%,d bytes after the header", expected),
                    String.format(Locale.ROOT, "that it is truncated after %,d", values.length));
        }
        if (plain.read() >= 0) {
            throw bad(
                    name,
                    String.format(Locale.ROOT, "%,d bytes after the header", expected),
                    "trailing bytes after them");
        }
        return values;
    }

    private static void requireDigits(String name, byte[] labels) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] > 9) {
                throw bad(
                        name,
                        "labels from 0 to 9",
                        String.format(Locale.ROOT, "%d at position %,d", labels[i] & 0xff, i));
            }
        }
    }

    private static String describe(int magic) {
        return switch (magic) {
            case IMAGES -> "IDX images (magic 0x803)";
            case LABELS -> "IDX labels (magic 0x801)";
            default -> String.format(Locale.ROOT, "magic 0x%x", magic);
        };
    }

    private static DataException bad(String name, String expected, String found) {
        return new DataException(name + ": expected " + expected + ", found " + found + ". Fetch the file anew.");
    }
}
