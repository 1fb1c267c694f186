package org.espalier.kernel.streams;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The few functions of the C library that move file descriptors, as it declares them. */
final class CLibrary {

    static {
        Native.register(CLibrary.class, Platform.C_LIBRARY_NAME);
    }

    private CLibrary() {}

    static native int dup(int descriptor);

    static native int dup2(int from, int to);

    static native int close(int descriptor);

    static native int pipe(int[] ends);

    static native int poll(short[] asked, NativeLong count, int patienceMs);

    static native NativeLong read(int descriptor, byte[] bytes, NativeLong count);

    static native NativeLong write(int descriptor, byte[] bytes, NativeLong count);

    static native int fcntl(int descriptor, int command, int argument);

    static native int fflush(Pointer stream);

    static native int setvbuf(Pointer stream, Pointer buffer, int mode, NativeLong size);
}
