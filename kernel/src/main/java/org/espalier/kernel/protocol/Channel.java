package org.espalier.kernel.protocol;

import java.util.ArrayList;
import java.util.List;
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
    /** Whoever sends a larger frame is cut off before it is read. */
    private static final long MOST_FRAME_BYTES = 512L << 20;
    /** How many messages a front end may be behind before the kernel waits for it. */
    private static final int SLOW_SUBSCRIBER = 500;

    private final ToIntFunction<KernelConnectionProperties> port;
    private final Wire wire;

    Channel(
            ZMQ.Context context,
            SocketType type,
            HMACGenerator signature,
            String name,
            ToIntFunction<KernelConnectionProperties> port) {
        super(context, type, signature, LoggerFactory.getLogger("espalier." + name));
        this.port = port;
        this.wire = new Wire(signature);
        setMaxMsgSize(MOST_FRAME_BYTES);
        if (type == SocketType.XPUB) {
            // ZeroMQ would drop what is past its high-water mark; `idle` must not be lost, and memory is finite.
            setSndHWM(SLOW_SUBSCRIBER);
            setXpubNoDrop(true);
        } else {
            setHWM(0);
        }
        setLinger(LINGER_MS);
    }

    @Override
    public void bind(KernelConnectionProperties connection) {
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

    /** All frames of the message that waits to be read. */
    List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        do {
            byte[] frame = recv();
            if (frame != null) {
                frames.add(frame);
            }
        } while (hasReceiveMore());
        return frames;
    }

    /**
     * Reads the message that waits to be read.
     *
     * @throws BadMessage when it isn't one
     */
    Request receive() throws BadMessage {
        return wire.decode(frames());
    }

    /** Reads who has subscribed to what is published, or no longer does; nobody else would, and they would pile up. */
    void skipSubscriptions() {
        byte[] subscription = recv(ZMQ.DONTWAIT);
        while (subscription != null) {
            subscription = recv(ZMQ.DONTWAIT);
        }
    }

    /** Sends a message. */
    void send(Outgoing message) {
        trySend(wire.encode(message), 0);
    }

    /** The frames of a message, for {@link #offer}. */
    List<byte[]> encode(Outgoing message) {
        return wire.encode(message);
    }

    /** Sends frames unless a front end that is too far behind would have to be waited for. */
    boolean offer(List<byte[]> frames) {
        return trySend(frames, ZMQ.DONTWAIT);
    }

    private boolean trySend(List<byte[]> frames, int flags) {
        for (int i = 0; i < frames.size(); i++) {
            boolean isLast = i == frames.size() - 1;
            if (!send(frames.get(i), isLast ? flags : flags | ZMQ.SNDMORE)) {
                if (i == 0) {
                    return false;
                }
                // Only whole messages are counted, so a socket that took the first frame takes the rest.
                throw new IllegalStateException("the socket took " + i + " of " + frames.size() + " frames");
            }
        }
        return true;
    }
}
