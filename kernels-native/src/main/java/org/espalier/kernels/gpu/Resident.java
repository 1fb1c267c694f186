package org.espalier.kernels.gpu;

import java.lang.ref.Cleaner;
import java.util.concurrent.locks.ReentrantLock;

/** A program's tables and arena on a device, zeroed, and the launches that use them. Who uses it holds its lock. */
final class Resident {
    private static final Cleaner CLEANER = Cleaner.create();

    final Device device;
    final Transfer transfer;
    final ReentrantLock lock = new ReentrantLock();
    private final long[] buffers;
    private final long[] launches;
    private final String what;
    private final Cleaner.Cleanable release;
    private boolean closed;

    /**
     * Takes memory and uploads the tables.
     *
     * @param what for messages, {@code "product"}
     * @param arena floats
     * @throws IllegalStateException if that is more memory than may be taken
     */
    Resident(String what, Device device, Launches launches, long arena) {
        this.device = device;
        this.what = what;
        launches.clear(0, arena);
        this.launches = launches.toArray();
        Held held = Held.of("this " + what, device, launches, arena);
        this.buffers = held.buffers;
        this.release = CLEANER.register(this, held);
        this.transfer = new Transfer(device, buffers[0]);
        run(launches.size() - 1, launches.size());
    }

    /** Starts some of the launches. */
    void run(int from, int to) {
        device.launch(buffers, launches, from, to);
    }

    /** Starts one for so many items only. */
    void run(int launch, long items) {
        long[] one = {
            launches[Launches.NUMBERS * launch], launches[Launches.NUMBERS * launch + 1], Launches.groups(items)
        };
        device.launch(buffers, one, 0, 1);
    }

    /** Takes the lock, which whoever calls must give back. */
    void enter() {
        lock.lock();
        if (closed) {
            lock.unlock();
            throw new IllegalStateException("this %s is closed".formatted(what));
        }
    }

    /** Frees the memory, after executions under way. */
    void close() {
        lock.lock();
        try {
            closed = true;
            release.clean();
        } finally {
            lock.unlock();
        }
    }

    /** What the cleaner frees, if nobody else does. */
    private record Held(Device device, long[] sizes, long[] buffers) implements Runnable {
        static Held of(String what, Device device, Launches launches, long arena) {
            long[] sizes = {4 * arena, launches.ints.bytes(), launches.floats.bytes(), launches.args.bytes()};
            device.reserve(what, sizes);
            Held held = new Held(device, sizes, new long[sizes.length]);
            try {
                for (int i = 0; i < sizes.length; i++) {
                    held.buffers[i] = device.allocate(sizes[i]);
                }
                launches.ints.upload(device, held.buffers[1]);
                launches.floats.upload(device, held.buffers[2]);
                launches.args.upload(device, held.buffers[3]);
            } catch (IllegalStateException e) {
                held.run();
                throw e;
            }
            return held;
        }

        @Override
        public void run() {
            for (long buffer : buffers) {
                if (buffer != 0) {
                    device.release(buffer);
                }
            }
            device.unreserve(sizes);
        }
    }
}
