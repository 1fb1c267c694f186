package org.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A folder of files")
class FolderTest {
    private final PublishedSet set = TinySet.mirroredAt();

    @TempDir
    Path folder;

    @Test
    @DisplayName("is found whole, raw, gzipped or mixed")
    void found() throws IOException {
        TinySet.writeGzipped(folder);
        assertThat(Folder.installed("some package", folder).find(set))
                .isInstanceOfSatisfying(Source.Found.class, found -> {
                    assertThat(found.source()).isEqualTo("full set, some package");
                    assertThat(found.files()).containsOnlyKeys(Part.values());
                });
        Files.delete(folder.resolve(Part.TEST_LABELS.gzipped()));
        IdxWriter.write(folder.resolve(Part.TEST_LABELS.file()), TinySet.FILES.get(Part.TEST_LABELS));
        assertThat(Folder.cache(folder).find(set)).isInstanceOf(Source.Found.class);
    }

    @Test
    @DisplayName("that lacks some files says which")
    void lacking() throws IOException {
        TinySet.writeRaw(folder);
        Files.delete(folder.resolve(Part.TRAIN_LABELS.file()));
        Files.delete(folder.resolve(Part.TEST_IMAGES.file()));
        assertThat(Folder.cache(folder).find(set))
                .isEqualTo(new Source.Missing("lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte"));
    }

    @Test
    @DisplayName("that is the user's cache and holds a damaged file is an error, not a place to look past")
    void damaged() {
        TinySet.writeGzipped(folder);
        Path file = folder.resolve(Part.TEST_IMAGES.gzipped());
        byte[] sound = IdxWriter.gzipped(TinySet.FILES.get(Part.TEST_IMAGES));
        IdxWriter.write(file, Arrays.copyOf(sound, sound.length - 20));
        assertThatThrownBy(() -> Folder.cache(folder).find(set))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": expected ")
                .hasMessageContaining("truncated")
                .hasMessageContaining("To do so delete " + file);
        assertThat(Folder.installed("some package", folder).find(set)).isInstanceOf(Source.Missing.class);
    }

    @Test
    @DisplayName("with a forged file is refused by its checksum")
    void forged() {
        TinySet.writeRaw(folder);
        IdxWriter.write(folder.resolve(Part.TRAIN_IMAGES.file()), TinySet.forged(Part.TRAIN_IMAGES));
        assertThatThrownBy(() -> Folder.cache(folder).find(set))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected the train images of Tiny (SHA-256 of the uncompressed content "
                        + set.checksum(Part.TRAIN_IMAGES) + "), found ");
    }
}
