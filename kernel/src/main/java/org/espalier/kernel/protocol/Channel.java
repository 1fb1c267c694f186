package org.espalier.kernel.protocol;

import java.util.function.ToIntFunction;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * One of the kernel's sockets. Each belongs to one thread that is never interrupted: ZeroMQ's sockets are not
 * thread-safe, and an interrupt would close the pipe they wake up by.
 */
final class Channel extends JupyterSocket {

    /** How long a close waits for what is still to be sent. */
    private static final int LINGER_MS = 1_000;

    private final ToIntFunction<KernelConnectionProperties> port;

    Channel(
            ZMQ.Context context,
            SocketType type,
            HMACGenerator signature,
            String name,
            ToIntFunction<KernelConnectionProperties> port) {
        super(context, type, signature, LoggerFactory.getLogger("espalier." + name));
        this.port = port;
    }

    @Override
    public void bind(KernelConnectionProperties connection) {
        // ZeroMQ drops messages past its high-water mark of 1,000; with none, neither output nor `idle` is lost.
        setHWM(0);
        setLinger(LINGER_MS);
        bind(formatAddress(connection.getTransport(), connection.getIp(), port.applyAsInt(connection)));
    }

    /** Waits up to {@code millis} for something to read. */
    boolean await(ZMQ.Poller poller, long millis) {
        return poller.poll(millis) > 0;
    }

    /** A poller for this socket alone. */
    ZMQ.Poller poller() {
        ZMQ.Poller poller = ctx.poller(1);
        poller.register(this, ZMQ.Poller.POLLIN);
        return poller;
    }
}
