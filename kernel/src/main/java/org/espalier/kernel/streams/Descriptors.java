package org.espalier.kernel.streams;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Arrays;

/** File descriptors of this process: copied, moved, read and written. */
final class Descriptors {

    /** How much a pipe may hold. */
    static final int LARGEST_PIPE = 1 << 20;

    private static final int INTERRUPTED = 4;
    private static final short READABLE = 1;
    private static final int LINE_BUFFERED = 1;
    private static final int LINUX_SET_PIPE_SIZE = 1031;

    private Descriptors() {}

    static int copy(int descriptor) throws IOException {
        return checked("dup", CLibrary.dup(descriptor));
    }

    /** Makes {@code to} mean what {@code from} does. */
    static void replace(int from, int to) throws IOException {
        checked("dup2", CLibrary.dup2(from, to));
    }

    static void close(int descriptor) {
        CLibrary.close(descriptor);
    }

    /** The two ends of a new pipe: where to read, where to write. */
    static int[] pipe() throws IOException {
        int[] ends = new int[2];
        checked("pipe", CLibrary.pipe(ends));
        if (Platform.isLinux()) {
            // The virtual machine may print much while it lets no thread run that would read. Refused, it stays small.
            CLibrary.fcntl(ends[1], LINUX_SET_PIPE_SIZE, LARGEST_PIPE);
        }
        return ends;
    }

    private static int checked(String call, int result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with error " + Native.getLastError());
        }
        return result;
    }

    /** Whether there is something to read, or the end; waits for it that long, with -1 for ever. */
    static boolean isReadable(int descriptor, int patienceMs) {
        short low = (short) descriptor;
        short high = (short) (descriptor >>> Short.SIZE);
        boolean lowFirst = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        // struct pollfd: an int for the descriptor, a short for what is asked, a short for the answer.
        short[] asked = {lowFirst ? low : high, lowFirst ? high : low, READABLE, 0};
        int found = CLibrary.poll(asked, new NativeLong(1), patienceMs);
        while (found < 0 && Native.getLastError() == INTERRUPTED) {
            found = CLibrary.poll(asked, new NativeLong(1), patienceMs);
        }
        return found != 0;
    }

    /** Reads what is there, at least one byte; 0 or less at the end. */
    static int read(int descriptor, byte[] bytes) {
        NativeLong size = new NativeLong(bytes.length);
        int read = CLibrary.read(descriptor, bytes, size).intValue();
        while (read < 0 && Native.getLastError() == INTERRUPTED) {
            read = CLibrary.read(descriptor, bytes, size).intValue();
        }
        return read;
    }

    /** Writes to a descriptor; what it doesn't take any more is lost. */
    static OutputStream writingTo(int descriptor) {
        return new OutputStream() {
            @Override
            public void write(int oneByte) {
                write(new byte[] {(byte) oneByte}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                byte[] left = Arrays.copyOfRange(bytes, offset, offset + length);
                while (left.length > 0) {
                    int written = CLibrary.write(descriptor, left, new NativeLong(left.length))
                            .intValue();
                    if (written < 0 && Native.getLastError() != INTERRUPTED) {
                        return;
                    }
                    left = Arrays.copyOfRange(left, Math.max(0, written), left.length);
                }
            }
        };
    }

    /** The standard output of C code in this process, which keeps lines back when it isn't a terminal. */
    static Pointer standardOutput() {
        return NativeLibrary.getInstance(Platform.C_LIBRARY_NAME)
                .getGlobalVariableAddress(Platform.isMac() ? "__stdoutp" : "stdout")
                .getPointer(0);
    }

    static void flushEveryLine(Pointer stream) {
        CLibrary.setvbuf(stream, Pointer.NULL, LINE_BUFFERED, new NativeLong(0));
    }

    static void flush(Pointer stream) {
        CLibrary.fflush(stream);
    }
}
