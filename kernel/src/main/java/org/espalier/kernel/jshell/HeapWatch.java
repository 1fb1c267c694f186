package org.espalier.kernel.jshell;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.jspecify.annotations.Nullable;

/**
 * Ends a cell that fills the heap a little before the last byte is gone. Without any, the threads that talk to the front
 * end would die of it as well, ZeroMQ's own among them.
 */
final class HeapWatch implements AutoCloseable {

    private static final long MOST_SPARED = 128L << 20;

    private final UserCode userCode;
    private final List<MemoryPoolMXBean> pools;
    private final NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    private final NotificationListener listener = this::onNotification;
    private volatile boolean armed = true;

    /** Watches until closed, from the cell on that runs now. */
    HeapWatch(UserCode userCode) {
        this.userCode = userCode;
        // Only the pool of what lives long has both kinds of threshold.
        pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP
                        && pool.getUsage().getMax() > 0
                        && pool.isCollectionUsageThresholdSupported()
                        && pool.isUsageThresholdSupported())
                .toList();
        for (MemoryPoolMXBean pool : pools) {
            long most = pool.getUsage().getMax();
            pool.setCollectionUsageThreshold(most - Math.min(most / 4, MOST_SPARED));
        }
        memory.addNotificationListener(listener, null, null);
    }

    /** A cell begins. One that finds the heap full is left alone: it may be the one that lets go of something. */
    void arm() {
        if (isFull()) {
            // As far as the last collection knew.
            System.gc();
        }
        armed = !isFull();
        if (armed) {
            userCode.reserveHeap();
        }
    }

    private boolean isFull() {
        return pools.stream().anyMatch(MemoryPoolMXBean::isCollectionUsageThresholdExceeded);
    }

    private void onNotification(Notification notification, @Nullable Object unused) {
        if (armed && MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED.equals(notification.getType())) {
            armed = false;
            userCode.heapIsFull();
        }
    }

    @Override
    public void close() {
        try {
            memory.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
            throw new IllegalStateException("the heap was not watched", e);
        }
    }
}
