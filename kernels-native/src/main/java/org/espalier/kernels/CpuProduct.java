package org.espalier.kernels;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.concurrent.locks.StampedLock;
import org.espalier.sparse.ProductShape;
import org.espalier.sparse.SparseProduct;

/** A plan, the threads that share its work, and a lock that lets {@link #close()} wait for whoever is still at it. */
final class CpuProduct implements SparseProduct {
    private final Plan plan;
    private final ProductShape shape;
    private final Crew crew;
    private final StampedLock open = new StampedLock();
    private boolean closed;

    CpuProduct(Plan plan, ProductShape shape, int threads) {
        this.plan = plan;
        this.shape = shape;
        this.crew = new Crew(Math.min(threads, Kernels.usefulParts(plan.address())));
    }

    @Override
    public void execute(float[] in, float[] out) {
        shape.check(in, out);
        long stamp = enter();
        try {
            crew.share((part, parts) -> enoughMemory(Kernels.runArrays(plan.address(), in, out, part, parts)));
        } finally {
            open.unlockRead(stamp);
        }
    }

    @Override
    public void execute(FloatBuffer in, FloatBuffer out) {
        shape.check(in, out);
        long from = address(in);
        long to = address(out);
        if (from < to + 4L * out.remaining() && to < from + 4L * in.remaining()) {
            throw new IllegalArgumentException(
                    "input and output must not share memory, found them %d bytes apart".formatted(Math.abs(to - from)));
        }
        long stamp = enter();
        try {
            crew.share((part, parts) -> enoughMemory(Kernels.run(plan.address(), from, to, part, parts)));
        } finally {
            open.unlockRead(stamp);
            Reference.reachabilityFence(in);
            Reference.reachabilityFence(out);
        }
    }

    private static long address(FloatBuffer buffer) {
        return Kernels.address(buffer) + 4L * buffer.position();
    }

    private long enter() {
        long stamp = open.readLock();
        if (closed) {
            open.unlockRead(stamp);
            throw new IllegalStateException("this product is closed");
        }
        return stamp;
    }

    private static void enoughMemory(boolean enough) {
        if (!enough) {
            throw new OutOfMemoryError("no room outside the Java heap to pack a product's input");
        }
    }

    @Override
    public void close() {
        long stamp = open.writeLock();
        try {
            closed = true;
            crew.close();
            plan.close();
        } finally {
            open.unlockWrite(stamp);
        }
    }
}
