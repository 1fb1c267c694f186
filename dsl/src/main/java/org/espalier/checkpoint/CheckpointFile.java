package org.espalier.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * One checkpoint: a magic line, what it is a checkpoint of, the content and the SHA-256 of all that. It is written beside
 * its place, forced to the disk and then renamed, so that it is there as a whole or not at all.
 */
final class CheckpointFile {
    static final String TEMPORARY = ".part";
    private static final byte[] MAGIC = "espalier-checkpoint 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;

    private CheckpointFile() {}

    static void write(Path file, String identity, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + 512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] name = identity.getBytes(StandardCharsets.UTF_8);
            out.write(MAGIC);
            out.writeInt(name.length);
            out.write(name);
            out.writeInt(content.length);
            out.write(content);
        }
        byte[] head = bytes.toByteArray();
        Path part = file.resolveSibling("%s.%d.%s%s"
                .formatted(file.getFileName(), ProcessHandle.current().pid(), UUID.randomUUID(), TEMPORARY));
        try {
            // Not a channel: an interrupted thread would close it, and lose the step that it has just finished.
            try (FileOutputStream out = new FileOutputStream(part.toFile())) {
                out.write(head);
                out.write(sha256(head, head.length));
                out.getFD().sync();
            }
            moved(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The content. */
    static byte[] read(Path file, String identity) throws IOException {
        byte[] bytes;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            bytes = in.readAllBytes();
        }
        int end = bytes.length - DIGEST;
        if (end < MAGIC.length || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw new DamagedCheckpointException("it does not begin as a checkpoint does");
        }
        if (!Arrays.equals(sha256(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new DamagedCheckpointException("its SHA-256 is not the one that was written with it");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, end - MAGIC.length);
        byte[] name = new byte[in.getInt()];
        in.get(name);
        String found = new String(name, StandardCharsets.UTF_8);
        if (!found.equals(identity)) {
            throw new DamagedCheckpointException("it is of \"%s\", expected \"%s\"".formatted(found, identity));
        }
        byte[] content = new byte[in.getInt()];
        in.get(content);
        return content;
    }

    /** Puts one file in the place of another, in one step where the file system can. */
    static void moved(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
