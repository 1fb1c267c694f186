package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An IDX file")
class IdxFileTest {
    private static final byte[] IMAGES =
            IdxWriter.images(2, 3, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte) 255});
    private static final byte[] LABELS = IdxWriter.labels(new byte[] {3, 0, 9});

    @TempDir
    Path folder;

    @Test
    @DisplayName("is the same raw and gzipped, whatever its name")
    void rawAndGzipped() {
        IdxFile raw = IdxFile.readImages(file(IMAGES));
        IdxFile gzipped = IdxFile.readImages(file(IdxWriter.gzipped(IMAGES)));
        assertThat(raw.count()).isEqualTo(2);
        assertThat(raw.rows()).isEqualTo(2);
        assertThat(raw.columns()).isEqualTo(3);
        assertThat(raw.values()).endsWith(9, 10, 255).hasSize(12);
        assertThat(gzipped.values()).isEqualTo(raw.values());
        assertThat(gzipped.sha256()).isEqualTo(raw.sha256()).hasSize(64);
        assertThat(IdxFile.readLabels(file(LABELS)).values()).containsExactly(3, 0, 9);
    }

    @Test
    @DisplayName("that is missing says so")
    void missing() {
        assertThatThrownBy(() -> IdxFile.readImages(folder.resolve("nowhere")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("nowhere: expected an IDX file, found no such file. Check the path.");
    }

    @Test
    @DisplayName("of labels is refused where images are expected, and the other way round")
    void wrongKind() {
        fails(LABELS, IdxFile::readImages, "expected IDX images (magic 0x803), found IDX labels (magic 0x801).");
        fails(IMAGES, IdxFile::readLabels, "expected IDX labels (magic 0x801), found IDX images (magic 0x803).");
    }

    @Test
    @DisplayName("with a bad magic number says which it found and what to do")
    void badMagic() {
        fails(
                "<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII),
                IdxFile::readImages,
                "expected IDX images (magic 0x803), found magic 0x3c21444f. Fetch the file anew.");
    }

    @Test
    @DisplayName("that is truncated says after how many bytes")
    void truncated() {
        fails(
                new byte[0],
                IdxFile::readImages,
                "expected 4 bytes with a magic number, found that it is truncated after 0");
        fails(Arrays.copyOf(IMAGES, 10), IdxFile::readImages, "the number of rows, found that it is truncated after 2");
        fails(
                Arrays.copyOf(IMAGES, IMAGES.length - 5),
                IdxFile::readImages,
                "expected 12 bytes after the header, found that it is truncated after 7");
    }

    @Test
    @DisplayName("with more than its header announces is refused")
    void trailing() {
        fails(
                Arrays.copyOf(IMAGES, IMAGES.length + 1),
                IdxFile::readImages,
                "expected 12 bytes after the header, found trailing bytes after them");
    }

    @ParameterizedTest(name = "{0} of {1}×{2}")
    @CsvSource({"2147483647,28,28", "-1,28,28", "0,28,28", "10,0,28", "10,28,100000", "10000000,4096,4096"})
    @DisplayName("with an implausible header is refused before anything is allocated")
    void implausible(int count, int rows, int columns) {
        fails(
                IdxWriter.bytes(new byte[0], 0x803, count, rows, columns),
                IdxFile::readImages,
                String.format(Locale.ROOT, "found a header announcing %,d of %,d×%,d", count, rows, columns));
    }

    @Test
    @DisplayName("that announces a gigabyte and holds none costs no gigabyte")
    void boldHeader() {
        fails(
                IdxWriter.bytes(new byte[3], 0x803, 1 << 20, 32, 32),
                IdxFile::readImages,
                "expected 1,073,741,824 bytes after the header, found that it is truncated after 3");
    }

    @Test
    @DisplayName("with a label above 9 says which and where")
    void badLabel() {
        fails(
                IdxWriter.labels(new byte[] {1, 200 - 256, 3}),
                IdxFile::readLabels,
                "labels from 0 to 9, found 200 at position 1");
        fails(IdxWriter.labels(new byte[] {10}), IdxFile::readLabels, "labels from 0 to 9, found 10 at position 0");
    }

    @Test
    @DisplayName("in a gzip stream that is cut short or damaged says so")
    void corruptGzip() {
        byte[] gzipped = IdxWriter.gzipped(IMAGES);
        fails(
                Arrays.copyOf(gzipped, gzipped.length / 2),
                IdxFile::readImages,
                "expected a whole gzip stream, found that it is truncated");
        byte[] damaged = gzipped.clone();
        damaged[damaged.length - 8] ^= 1;
        fails(
                damaged,
                IdxFile::readImages,
                "expected a sound gzip stream, found that it is corrupt (Corrupt GZIP trailer)");
        byte[] headless = gzipped.clone();
        headless[2] = 99;
        fails(headless, IdxFile::readImages, "found that it is corrupt (Unsupported compression method)");
    }

    @Test
    @DisplayName("of images is refused together with labels of another number")
    void countMismatch() {
        IdxFile images = IdxFile.readImages(file(IMAGES));
        IdxFile labels = IdxFile.readLabels(IdxWriter.write(folder.resolve("labels"), LABELS));
        assertThatThrownBy(() -> GreyImages.of(images, labels))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("labels: expected 2 labels, one for each image in ")
                .hasMessageEndingWith("found 3. Fetch both files anew, from one source.");
    }

    private void fails(byte[] content, Consumer<Path> read, String message) {
        Path file = file(content);
        assertThatThrownBy(() -> read.accept(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": expected ")
                .hasMessageContaining(message);
    }

    private Path file(byte[] content) {
        return IdxWriter.write(folder.resolve("idx-file"), content);
    }
}
